// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/run/summary.h"

#include "base/propagate.h"
#include "query/script/metacommand.h"
#include "query/tr.h"
#include "sql/classify.h"
#include "sql/statementtree.h"

#include <algorithm>

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::query {

namespace {

StatementEffect effectOf(const sql::Classification &known, const sql::StatementTree &tree)
{
    using Kind = sql::StatementKind;
    switch (known.kind) {
    case Kind::Select:
    case Kind::Show:
        return known.destroysData ? StatementEffect::Changes : StatementEffect::Reads;
    case Kind::Explain:
        return std::ranges::find(tree.words, "ANALYZE") == tree.words.end() ? StatementEffect::Reads
                                                                            : StatementEffect::Unknown;
    case Kind::Copy:
        return tree.body.value("is_from"_L1).toBool() ? StatementEffect::Changes : StatementEffect::Reads;
    case Kind::Insert:
    case Kind::Update:
    case Kind::Delete:
    case Kind::Merge:
    case Kind::Truncate:
    case Kind::Refresh:
        return StatementEffect::Changes;
    case Kind::CreateTable:
    case Kind::CreateTableAs:
    case Kind::CreateIndex:
    case Kind::CreateView:
    case Kind::CreateFunction:
    case Kind::CreateTrigger:
    case Kind::CreateType:
    case Kind::CreateSchema:
    case Kind::CreateSequence:
    case Kind::CreateExtension:
    case Kind::CreateDatabase:
    case Kind::CreateOther:
    case Kind::AlterTable:
    case Kind::AlterOther:
    case Kind::Rename:
    case Kind::Drop:
    case Kind::Comment:
    case Kind::Grant:
    case Kind::Vacuum:
    case Kind::Analyze:
    case Kind::Reindex:
    case Kind::Cluster:
        return StatementEffect::Defines;
    case Kind::Transaction:
    case Kind::Set:
    case Kind::Lock:
    case Kind::Notify:
    case Kind::Cursor:
    case Kind::Discard:
        return StatementEffect::Controls;
    case Kind::Unknown:
    case Kind::Call:
    case Kind::Do:
    case Kind::Prepare:
    case Kind::Other:
        break;
    }
    return StatementEffect::Unknown;
}

// The later in the list, the more is to be said.
int weightOf(StatementEffect effect)
{
    switch (effect) {
    case StatementEffect::Reads:
        return 0;
    case StatementEffect::Controls:
        return 1;
    case StatementEffect::Changes:
        return 2;
    case StatementEffect::Defines:
        return 3;
    case StatementEffect::Unknown:
        break;
    }
    return 4;
}

template <typename List, typename Value>
void addOnce(List &list, const Value &value)
{
    if (std::ranges::find(list, value) == list.end())
        list.push_back(value);
}

// BEGIN opens, COMMIT and ROLLBACK end; savepoints do neither.
void follow(const sql::StatementTree &tree, bool &isOpen)
{
    if (tree.words.empty())
        return;
    const QByteArray &first = tree.words.front();
    const bool isTo = std::ranges::find(tree.words, "TO") != tree.words.end();
    const bool isPrepared = std::ranges::find(tree.words, "PREPARED") != tree.words.end();
    if (first == "BEGIN" || (first == "START" && tree.words.size() > 1 && tree.words[1] == "TRANSACTION"))
        isOpen = true;
    else if ((first == "COMMIT" || first == "END" || first == "ABORT" || (first == "ROLLBACK" && !isTo)) && !isPrepared)
        isOpen = std::ranges::find(tree.words, "CHAIN") != tree.words.end()
              && std::ranges::find(tree.words, "NO") == tree.words.end();
}

} // namespace

RunSummary summarize(const Script &script, PartRange range, int serverVersion, std::size_t most)
{
    RunSummary summary;
    for (std::size_t i = range.first; i < std::min(range.last, script.parts().size()); ++i) {
        const Piece &part = script.parts()[i];
        if (part.kind == PieceKind::BackslashLine) {
            if (const auto command = readMetaCommand(script.textOf(part), part.insideStatement, {}); !command) {
                Error problem = command.error();
                problem.position = qsizetype(part.offset) + 1;
                summary.problems.push_back(std::move(problem));
            }
            continue;
        }
        if (part.kind != PieceKind::Statement || std::size_t(summary.statementsInAll++) >= most)
            continue;
        const QByteArrayView text = script.textOf(part);
        StatementSummary one{.part = i, .parameters = findParameters(text, script.hasStandardStrings())};
        // As the server will have it: :name is no SQL.
        QByteArray plain = text.toByteArray();
        for (const ParameterUse &use : one.parameters) {
            addOnce(summary.parameters, use.name);
            if (use.style != ParameterStyle::Number && use.certain)
                plain.replace(use.begin, use.end - use.begin, QByteArray("NULL").leftJustified(use.end - use.begin));
        }
        const sql::StatementTree tree = sql::readStatement(plain);
        const sql::Classification known = sql::classify(tree);
        one.effect = effectOf(known, tree);
        one.command = known.command;
        one.relations = known.relations;
        one.transaction = known.transaction;
        one.destroysData = known.destroysData;
        one.locks = sql::lockEffects(tree, serverVersion);
        if (weightOf(one.effect) > weightOf(summary.strongest))
            summary.strongest = one.effect;
        for (const sql::RelationName &relation : one.relations)
            addOnce(summary.relations, relation);
        summary.strongestLock = std::max(summary.strongestLock, one.locks.strongest());
        summary.destroysData = summary.destroysData || one.destroysData;
        follow(tree, summary.opensTransaction);
        summary.statements.push_back(std::move(one));
    }
    return summary;
}

QString effectName(StatementEffect effect)
{
    switch (effect) {
    case StatementEffect::Reads:
        return tr("reads");
    case StatementEffect::Changes:
        return tr("changes rows");
    case StatementEffect::Defines:
        return tr("changes definitions");
    case StatementEffect::Controls:
        return tr("controls the session or its transaction");
    case StatementEffect::Unknown:
        break;
    }
    return tr("runs code that is not judged");
}

Result<ExpectedRows> explainRows(connection::Session &session, const WrittenStatement &statement)
{
    const sql::StatementKind kind = sql::classify(statement.sql).kind;
    using Kind = sql::StatementKind;
    if (kind != Kind::Select && kind != Kind::Insert && kind != Kind::Update && kind != Kind::Delete
        && kind != Kind::Merge)
        return fail(ErrorKind::Usage, tr("This statement has no plan"));
    ASSIGN_OR_RETURN(
        const connection::Answer answer, session.query({u"EXPLAIN "_s + statement.sql, statement.parameters}).result());
    ExpectedRows expected;
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        expected.plan << answer.rows.text(row, 0);
    // A change has its rows in the node below.
    static const QRegularExpression rows(u" rows=(\\d+)"_s);
    const bool isChange = kind != Kind::Select;
    for (const QString &line : std::as_const(expected.plan)) {
        const QRegularExpressionMatch match = rows.match(line);
        if (!match.hasMatch())
            continue;
        expected.rows = match.captured(1).toDouble();
        if (!isChange || expected.rows > 0)
            break;
    }
    return expected;
}

Result<std::vector<TypedParameter>>
describeParameters(connection::Session &session, QByteArrayView sql, const ParameterValues &values)
{
    const bool standard = session.serverParameter(u"standard_conforming_strings"_s) != "off"_L1;
    ASSIGN_OR_RETURN(const WrittenStatement written, writeForDescription(sql, values, standard));
    ASSIGN_OR_RETURN(const connection::Description description, session.describe(written.sql).result());
    std::vector<TypedParameter> typed;
    for (std::size_t i = 0; i < written.names.size() && i < description.parameterTypes.size(); ++i) {
        const quint32 oid = description.parameterTypes[i];
        ASSIGN_OR_RETURN(
            const connection::Answer name,
            session
                .query(
                    {u"SELECT pg_catalog.format_type($1::pg_catalog.oid, NULL::pg_catalog.int4)"_s,
                     {QByteArray::number(oid)}})
                .result());
        typed.push_back({written.names[i], oid, name.rows.text(0, 0)});
    }
    return typed;
}

} // namespace howdah::query
