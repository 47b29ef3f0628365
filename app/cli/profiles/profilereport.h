// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"
#include "connection/profile/connectiontest.h"
#include "connection/profile/profile.h"

// What `howdahctl profiles` says of profiles, for people and for programs.
namespace howdah::cli {

[[nodiscard]] QString placeText(const connection::Profile &profile); // "app@db:5433/orders"
[[nodiscard]] QString profileText(const connection::Profile &profile);
[[nodiscard]] QJsonObject profileJson(const connection::Profile &profile);
[[nodiscard]] QString reportText(const connection::ConnectionReport &report);
[[nodiscard]] QJsonObject reportJson(const connection::ConnectionReport &report);
[[nodiscard]] QString diagnosisText(const connection::Diagnosis &diagnosis);
[[nodiscard]] QJsonObject diagnosisJson(const connection::Diagnosis &diagnosis);

} // namespace howdah::cli
