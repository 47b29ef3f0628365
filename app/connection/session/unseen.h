// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/rowbatch.h"
#include "sql/destruction.h"

#include "base/result.h"

#include <functional>

namespace howdah::connection {

// Judges what runs beside a statement without standing in it: triggers and rules of the relations that a change reaches
// (with partitions, with what foreign keys carry it to, and with what a view reads), and functions in views. Code is
// judged by its words: PL/pgSQL and SQL that change nothing but their own row, and call only what is known to change
// nothing, are harmless; anything else is told. Blocks.
class UnseenEffects final
{
public:
    using Ask = std::function<Result<RowBatch>(const QString &sql, std::vector<std::optional<QByteArray>> parameters)>;
    enum class Judging {
        Destruction, // inserting rows elsewhere is harmless
        AnyChange    // it is not
    };

    // `defined`: functions that are created again before, so that the server's text of them says nothing.
    UnseenEffects(Ask ask, QStringList defined, Judging judging);

    // What nobody can judge of a change (or of reading, for Kind::Read) of this relation: "trigger t of public.users".
    [[nodiscard]] Result<QStringList> of(const sql::Destruction &what, quint32 relation);
    // The enabled event triggers, which run at each command of DDL.
    [[nodiscard]] Result<QStringList> ofCommands();
    // Which of these functions, called by these names, may change something.
    [[nodiscard]] Result<QStringList> changing(const QStringList &functions);

private:
    struct Code
    {
        QString name; // for people
        QString function;
        QString schema;
        QString language;
        QString text;
        QString extension;
    };
    [[nodiscard]] Result<QStringList> judge(const std::vector<Code> &all);
    [[nodiscard]] Result<QStringList> judgeViews(quint32 relation);

    Ask m_ask;
    QStringList m_defined;
    Judging m_judging;
};

// Functions of the server that destroy, or that run what their text says.
[[nodiscard]] bool destroysByItself(const QString &function);
// Of these, those that change large objects.
[[nodiscard]] bool changesLargeObjects(const QString &function);
// Extensions whose functions only compute.
[[nodiscard]] const QStringList &harmlessExtensions();

// The relations that a change of one reaches: $1 its oid; $2 whether the actions of foreign keys carry it on (DELETE,
// UPDATE), $3 whether each foreign key does (TRUNCATE ... CASCADE). A common table expression `touched(oid, carried)`,
// behind WITH RECURSIVE.
extern const QLatin1StringView TouchedSql;

} // namespace howdah::connection
