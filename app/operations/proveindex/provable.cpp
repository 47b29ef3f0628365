// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/proveindex/provable.h"

#include "base/propagate.h"
#include "operations/tr.h"
#include "sql/statementtree.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>

using namespace Qt::StringLiterals;

namespace howdah::operations {

namespace {

struct Contents
{
    QSet<QString> functions;
    bool hasParameters = false;
    bool makesTable = false;
};

void look(const QJsonValue &value, Contents &contents)
{
    if (value.isArray()) {
        for (const QJsonValue item : value.toArray())
            look(item, contents);
        return;
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        contents.hasParameters = contents.hasParameters || it.key() == "ParamRef"_L1;
        contents.makesTable = contents.makesTable || it.key() == "intoClause"_L1;
        if (it.key() == "FuncCall"_L1) {
            if (const QStringList name = sql::nameParts(it.value()["funcname"_L1]); !name.isEmpty())
                contents.functions.insert(name.back());
        }
        look(it.value(), contents);
    }
}

Error unprovable(const QString &why)
{
    return makeError(ErrorKind::Usage, why, tr("An index is proved with one statement that can be run repeatedly."));
}

} // namespace

Result<void> checkProvable(const QString &statement)
{
    const sql::StatementTree tree = sql::readStatement(statement.toUtf8());
    if (tree.several)
        return fail(unprovable(tr("There is not exactly one statement")));
    if (!tree.isParsed())
        return fail(
            unprovable(tr("The statement cannot be read: %1").arg(tree.failure ? tree.failure->message : QString())));
    static const QSet<QString> kinds{
        u"SelectStmt"_s, u"InsertStmt"_s, u"UpdateStmt"_s, u"DeleteStmt"_s, u"MergeStmt"_s};
    Contents contents;
    look(tree.body, contents);
    if (!kinds.contains(tree.node) || contents.makesTable)
        return fail(unprovable(tr("The statement must be a SELECT, INSERT, UPDATE, DELETE or MERGE")));
    if (contents.hasParameters)
        return fail(unprovable(tr("The statement has parameters: write values in their place")));
    return {};
}

Result<void> checkFunctions(connection::Session &session, const QString &statement)
{
    Contents contents;
    look(sql::readStatement(statement.toUtf8()).body, contents);
    if (contents.functions.isEmpty())
        return {};
    const QString names = QStringList(contents.functions.values()).join(u'\n');
    ASSIGN_OR_RETURN(
        const auto answer,
        session
            .query(
                {u"SELECT DISTINCT p.proname FROM pg_catalog.pg_proc p WHERE p.provolatile OPERATOR(pg_catalog.=) "
                 "'v'::pg_catalog.\"char\" AND p.proname OPERATOR(pg_catalog.=) ANY "
                 "(pg_catalog.string_to_array($1::pg_catalog.text, pg_catalog.chr(10))::pg_catalog.name[])"_s,
                 {names.toUtf8()}})
            .result());
    if (answer.rows.rowCount() == 0)
        return {};
    return fail(
        unprovable(tr("The function %1 is volatile: each run would do something else").arg(answer.rows.text(0, 0))));
}

} // namespace howdah::operations
