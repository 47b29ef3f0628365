// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <functional>

namespace howdah::ui {

// Where a plan is from, for panes that ask a server more of it. What is not known is empty: of a plan that somebody
// sent, all of it.
struct PlanOrigin
{
    QByteArray statement;   // that was explained, without EXPLAIN, as it was sent; UTF-8
    QString place;          // the database that it was explained in: "app@db.example.org/orders"
    QStringList searchPath; // of the session that explained it
    // Whether the window is connected to that database now; empty: it is not known where.
    std::function<bool()> isHere;
};

} // namespace howdah::ui
