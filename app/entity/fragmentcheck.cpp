// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/fragmentcheck.h"

#include "entity/tr.h"
#include "sql/condition.h"
#include "sql/expressionkind.h"
#include "sql/parser.h"
#include "sql/querynames.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::entity {

namespace {

using sql::NamedQuery;

QString withoutName(const sql::NamedUse &) { return u"NULL"_s; }

QString unreadable(FragmentKind kind, const QString &why)
{
    switch (kind) {
    case FragmentKind::Label:
    case FragmentKind::Condition:
        return tr("The expression cannot be read: %1").arg(why);
    case FragmentKind::Query:
        return tr("The query cannot be read: %1").arg(why);
    case FragmentKind::Change:
        return tr("The statement cannot be read: %1").arg(why);
    }
    return why;
}

std::optional<FragmentProblem> problemWithExpression(const QJsonArray &tree, const QString &text, FragmentKind kind)
{
    if (sql::checkCondition(text))
        return FragmentProblem{
            tr("This must be a single SQL expression"),
            tr("Only the expression: no SELECT around it, no name behind it, no second one beside it."),
            {}};
    const sql::Volatility volatility = sql::volatilityOf(tree);
    if (volatility == sql::Volatility::Volatile)
        return FragmentProblem{
            tr("This calls a function that answers something else each time, or changes something"), {}, {}};
    if (kind == FragmentKind::Label && volatility != sql::Volatility::Stable)
        return FragmentProblem{
            tr("A label may only call well-known functions of PostgreSQL"),
            tr("For example concat_ws, coalesce, left, format, to_char."),
            {}};
    return {};
}

bool changesInside(const QJsonValue &value)
{
    if (value.isArray())
        return std::ranges::any_of(value.toArray(), [](const QJsonValue &item) { return changesInside(item); });
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        static const QStringList changes{u"InsertStmt"_s, u"UpdateStmt"_s, u"DeleteStmt"_s, u"MergeStmt"_s};
        if (changes.contains(it.key()) || changesInside(it.value()))
            return true;
    }
    return false;
}

std::optional<FragmentProblem> problemWithChange(const QJsonArray &tree)
{
    const QString one = tr("Write one step for each statement.");
    if (tree.size() != 1)
        return FragmentProblem{tr("A step must be a single statement"), one, {}};
    const QJsonObject statement = tree.first()["stmt"_L1].toObject();
    const QString kind = statement.isEmpty() ? QString() : statement.begin().key();
    if (kind != "InsertStmt"_L1 && kind != "UpdateStmt"_L1 && kind != "DeleteStmt"_L1)
        return FragmentProblem{tr("A step must be an INSERT, UPDATE or DELETE"), {}, {}};
    const QJsonObject body = statement.begin().value().toObject();
    if (changesInside(body))
        return FragmentProblem{tr("A statement in another one changes rows that nobody counts"), one, {}};
    if (kind != "InsertStmt"_L1 && !body.contains("whereClause"_L1))
        return FragmentProblem{tr("An UPDATE or DELETE without WHERE would change every row"), {}, {}};
    if (kind == "InsertStmt"_L1 && body.contains("onConflictClause"_L1))
        return FragmentProblem{tr("ON CONFLICT would leave it open what happens"), {}, {}};
    return {};
}

} // namespace

std::optional<FragmentProblem> problemWith(const NamedQuery &fragment, FragmentKind kind)
{
    NamedQuery::Places places;
    const bool isExpression = kind == FragmentKind::Label || kind == FragmentKind::Condition;
    const QString before = isExpression ? u"SELECT "_s : QString();
    const QString text = fragment.written(withoutName, &places);
    const auto tree = sql::parseTree((before + text).toUtf8());
    if (!tree) {
        if (tree.error().reason != sql::ParseFailure::Reason::Syntax)
            return FragmentProblem{tr("This is too long or too deeply nested"), {}, {}};
        // At its end it is the last line that is not finished.
        const qsizetype all = (before + text).toUcs4().size();
        const qsizetype character = tree.error().character > 0 ? std::min(tree.error().character, all) : all;
        return FragmentProblem{
            unreadable(kind, tree.error().message),
            {},
            fragment.sourceOf(std::max<qsizetype>(1, character - before.size()), places)};
    }
    switch (kind) {
    case FragmentKind::Label:
    case FragmentKind::Condition:
        return problemWithExpression(*tree, text, kind);
    case FragmentKind::Query:
        if (const auto problem = sql::problemWithReading(*tree))
            return FragmentProblem{problem->message, tr("This must be a single SELECT."), {}};
        return {};
    case FragmentKind::Change:
        return problemWithChange(*tree);
    }
    return {};
}

} // namespace howdah::entity
