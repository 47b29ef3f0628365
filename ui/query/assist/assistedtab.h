// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "query/script/parameters.h"

#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace howdah::ui {

class Settings;

// Of the tab that it helps; each is asked anew.
struct AssistedTab
{
    // Its session while nothing runs on it and no transaction has failed, else nullptr: what may be asked to
    // describe a statement. Within a transaction it is not asked: an error would end that.
    std::function<std::shared_ptr<connection::Session>()> idleSession;
    // As its session has it, without "$user" and pg_catalog; nothing before there is one: as the database has it.
    std::function<std::optional<QStringList>()> searchPath;
    // psql's variables and the parameters that have been given; may be empty.
    std::function<query::ParameterValues()> values = {};
    // Where it is kept that completion opens while one types; nullptr: it does.
    Settings *settings = nullptr;
};

// Texts with fields that are offered beside what the database has; `accept` puts one at the bytes that it replaces.
struct OfferedSnippet
{
    QString name;
    QString description;
    bool operator==(const OfferedSnippet &) const = default;
};

} // namespace howdah::ui
