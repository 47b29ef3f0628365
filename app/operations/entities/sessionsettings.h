// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "entity/actionsql.h"

namespace howdah::operations {

// Settings of a platform that its connections need, as its tenant: "orchestrator.organization_id=...". They are of the
// connection, so that all of its sessions have them; where a proxy does not pass them on, they are set in each
// transaction. ErrorKind::Usage for what is no name=value, and for names without a dot: those are PostgreSQL's own, on
// which what is sent and locked depends. The lock of production stays what it is.
[[nodiscard]] Result<connection::ConnInfo> withSettings(connection::ConnInfo info, const QStringList &settings);
// Those that a connection has, as "name=value", in their order.
[[nodiscard]] QStringList settingsOf(const connection::ConnInfo &info);
// The same as a sentence about what was exported: "Read with orchestrator.organization_id=...". "" without any.
[[nodiscard]] QString settingsNote(const connection::ConnInfo &info);

// Why nothing may be seen here, in the words of the models: a setting is not chosen. Empty where all is well. Blocks.
[[nodiscard]] Result<QStringList> hiddenReasons(connection::Session &session, const entity::Entities &entities);
// What is asked of a server about one setting, in one pipeline: whether row-level security binds the role on one of the
// model's tables, what the setting is, and whether all is hidden for want of it.
[[nodiscard]] std::vector<connection::Statement> settingQuestions(
    const entity::Entities &entities, const entity::BoundModel &model, const entity::SessionSetting &setting);
struct SettingStanding
{
    bool isBound = false;
    QString value;
    bool isHidden = false;
};
[[nodiscard]] SettingStanding standingIn(const std::vector<connection::Answer> &answers);

// Answers the value as the server writes it, or fails there for what is none of the setting's type; nothing for a type
// that takes anything, or is not known.
[[nodiscard]] std::optional<connection::Statement> settingCheck(const QString &type, const QString &value);

// What can be chosen for a setting: values and names. Blocks.
[[nodiscard]] Result<std::vector<entity::Choice>> settingChoices(
    connection::Session &session, const entity::Entities &entities, const entity::BoundModel &model,
    const entity::SessionSetting &setting);

} // namespace howdah::operations
