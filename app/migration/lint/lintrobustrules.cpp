// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/lintwork.h"
#include "migration/source/tr.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace howdah::migration {

namespace {

void reportMissing(LintWork &work, const QString &message, const QString &words, qsizetype at = 0)
{
    work.report({.rule = "not-robust", .message = message, .hint = tr("Write %1.").arg(words), .at = at});
}

// IF NOT EXISTS and the like of the statement itself.
QString missingWords(const LintStatement &statement)
{
    const auto lacks = [&statement](QLatin1String field) { return !statement.body()[field].toBool(); };
    const QString create = u"IF NOT EXISTS"_s;
    static const QStringList Creating{u"CreateStmt"_s,     u"CreateSchemaStmt"_s,  u"CreateSeqStmt"_s,
                                      u"IndexStmt"_s,      u"CreateTableAsStmt"_s, u"CreateExtensionStmt"_s,
                                      u"CreateStatsStmt"_s};
    if (Creating.contains(statement.tree.node))
        return lacks("if_not_exists"_L1) ? create : QString();
    if (statement.is("AlterEnumStmt"_L1)) // a value that is renamed has no such words
        return lacks("skipIfNewValExists"_L1) && !statement.body().contains("oldVal"_L1) ? create : QString();
    if (statement.is("ViewStmt"_L1) || statement.is("CreateFunctionStmt"_L1))
        return lacks("replace"_L1) ? u"OR REPLACE"_s : QString();
    return statement.is("DropStmt"_L1) && lacks("missing_ok"_L1) ? u"IF EXISTS"_s : QString();
}

void checkCommands(LintWork &work)
{
    for (const QJsonValue item : work.body()["cmds"_L1].toArray()) {
        const QJsonObject command = item["AlterTableCmd"_L1].toObject();
        const QString what = command["subtype"_L1].toString();
        const QString name = command["name"_L1].toString();
        if (command["missing_ok"_L1].toBool())
            continue;
        if (what == "AT_AddColumn"_L1)
            reportMissing(
                work,
                tr("adding %1 fails if it is there").arg(command["def"_L1]["ColumnDef"_L1]["colname"_L1].toString()),
                u"ADD COLUMN IF NOT EXISTS"_s);
        else if (what == "AT_DropColumn"_L1)
            reportMissing(work, tr("dropping %1 fails if it is gone").arg(name), u"DROP COLUMN IF EXISTS"_s);
        else if (what == "AT_DropConstraint"_L1)
            reportMissing(work, tr("dropping %1 fails if it is gone").arg(name), u"DROP CONSTRAINT IF EXISTS"_s);
    }
}

} // namespace

void checkRobust(LintWork &work)
{
    const LintStatement &statement = work.statement();
    if (const QString words = missingWords(statement); !words.isEmpty())
        reportMissing(work, tr("%1 without %2").arg(statement.what.command, words), words);
    if (statement.is("AlterTableStmt"_L1))
        checkCommands(work);
}

} // namespace howdah::migration
