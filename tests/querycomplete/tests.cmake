# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
howdah_test(querycomplete/completion LINKS howdah_query SOURCES querycomplete/schematext.cpp)
howdah_test(querycomplete/wildtext LINKS howdah_query SOURCES querycomplete/schematext.cpp)
howdah_test(querycomplete/names LINKS howdah_query SOURCES querycomplete/schematext.cpp)
howdah_test(querycomplete/ranking LINKS howdah_query SOURCES querycomplete/schematext.cpp querycomplete/cuts.cpp)
howdah_test(querycomplete/calls LINKS howdah_query SOURCES querycomplete/schematext.cpp)
