# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
# For developers, and for ./dev check.
add_executable(sqlnames security/sqlnames.cpp)
target_link_libraries(sqlnames PRIVATE howdah_sql)
