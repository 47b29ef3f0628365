// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/query/querysummary.h"

#include "base/propagate.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "operations/explain/explaining.h"
#include "plan/plantext.h"
#include "plan/read/planreader.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace query;

namespace {

QString nameOf(const sql::RelationName &relation)
{
    return relation.schema.isEmpty() ? relation.name : relation.schema + u'.' + relation.name;
}

struct Explained
{
    StatementSummary summary;
    qint64 line = 1;
    Result<ExpectedRows> rows = fail(ErrorKind::Usage, QString());
    bool isGeneric = false; // for want of values
    std::vector<TypedParameter> parameters;
};

// Nothing is run, so there is nothing to be asked.
class Nobody final : public operations::Decision
{
public:
    Result<bool> areNamed(const operations::NamesQuestion &) override { return false; }
};

Result<ExpectedRows> expectedRows(connection::Session &session, const operations::ExplainRequest &request)
{
    Nobody nobody;
    ASSIGN_OR_RETURN(const operations::Explained explained, operations::explain(session, request, nobody));
    ASSIGN_OR_RETURN(plan::Reading reading, plan::readPlans(explained.json));
    ExpectedRows expected;
    for (plan::Plan &plan : reading.plans) {
        expected.plan << plan::writeText(plan).split(u'\n', Qt::SkipEmptyParts);
        // A change has its rows in the node below.
        for (const plan::Node &node : plan.nodes) {
            expected.rows = node.planRows.value_or(0);
            if (node.type != "ModifyTable"_L1 || expected.rows > 0)
                break;
        }
    }
    return expected;
}

// Statements that read or change rows are planned; parameters without a value make it a generic plan.
Explained explain(Target &target, const Script &script, const StatementSummary &one, const ParameterValues &values)
{
    const Piece &part = script.parts()[one.part];
    Explained explained{.summary = one, .line = part.line};
    const QByteArrayView text = script.textOf(part);
    if (!one.parameters.empty()) {
        if (auto typed = describeParameters(target.session(), text, values))
            explained.parameters = *std::move(typed);
    }
    if (one.effect != StatementEffect::Reads && one.effect != StatementEffect::Changes)
        return explained;
    operations::ExplainRequest request;
    request.statement = text.toByteArray();
    request.values = values;
    explained.isGeneric = std::ranges::any_of(
        one.parameters, [&](const ParameterUse &use) { return use.certain && !values.contains(use.name); });
    request.options.set(operations::ExplainOption::GenericPlan, explained.isGeneric);
    request.options.set(operations::ExplainOption::Verbose, false);
    request.options.set(operations::ExplainOption::Settings, false);
    request.options.set(operations::ExplainOption::Buffers, false);
    request.options.set(operations::ExplainOption::Summary, false);
    explained.rows = expectedRows(target.session(), request);
    return explained;
}

QJsonObject jsonOf(const Explained &one)
{
    QJsonArray relations;
    for (const sql::RelationName &relation : one.summary.relations)
        relations.append(nameOf(relation));
    QJsonArray parameters;
    for (const TypedParameter &parameter : one.parameters)
        parameters.append(QJsonObject{{u"name"_s, parameter.name}, {u"type"_s, parameter.type}});
    QJsonObject object{
        {u"line"_s, one.line},
        {u"command"_s, one.summary.command},
        {u"effect"_s, effectName(one.summary.effect)},
        {u"relations"_s, relations},
        {u"lock"_s, sql::lockModeName(one.summary.locks.strongest())},
        {u"destroysData"_s, one.summary.destroysData},
        {u"parameters"_s, parameters}};
    if (one.rows) {
        object.insert(u"rows"_s, one.rows->rows);
        object.insert(u"plan"_s, QJsonArray::fromStringList(one.rows->plan));
    } else if (!one.rows.error().message.isEmpty()) {
        object.insert(u"problem"_s, one.rows.error().message);
    }
    return object;
}

void print(Output &output, const Explained &one)
{
    QStringList words{effectName(one.summary.effect)};
    QStringList relations;
    for (const sql::RelationName &relation : one.summary.relations)
        relations << nameOf(relation);
    if (!relations.isEmpty())
        words << relations.join(u", "_s);
    if (one.summary.locks.strongest() != sql::LockMode::None)
        words << tr("lock: %1").arg(sql::lockModeName(one.summary.locks.strongest()));
    if (one.rows)
        words << tr("about %1 rows").arg(one.rows->rows, 0, 'f', 0);
    if (one.summary.destroysData)
        words << tr("destroys data");
    if (one.summary.transaction == sql::TransactionRule::Forbidden)
        words << tr("not possible in a transaction");
    output.out << plainLine(u"%1: %2: %3"_s.arg(one.line).arg(one.summary.command, words.join(u"; "_s))) << u'\n';
    for (const TypedParameter &parameter : one.parameters)
        output.out << plainLine(tr("    parameter %1: %2").arg(parameter.name, parameter.type)) << u'\n';
    if (one.rows) {
        for (const QString &line : one.rows->plan)
            output.out << u"    "_s + plainLine(line) << u'\n';
    } else if (!one.rows.error().message.isEmpty() && one.rows.error().kind != ErrorKind::Usage) {
        output.out << plainLine(tr("    no plan: %1").arg(one.rows.error().message)) << u'\n';
    }
}

} // namespace

int explainScript(Output &output, Target &target, const Script &script, const ParameterValues &values)
{
    const int version = target.session().serverParameter(u"server_version"_s).section(u'.', 0, 0).toInt() * 10'000;
    const RunSummary summary = summarize(script, script.all(), version);
    QJsonArray statements;
    for (const StatementSummary &one : summary.statements) {
        const Explained explained = explain(target, script, one, values);
        if (output.json)
            statements.append(jsonOf(explained));
        else
            print(output, explained);
    }
    for (Error problem : summary.problems) {
        const qint64 line = 1 + QByteArrayView(script.text()).first(problem.position - 1).count('\n');
        problem.message = u"%1: %2"_s.arg(line).arg(problem.message);
        showError(output.err, problem);
    }
    if (script.problem())
        showError(output.err, *script.problem());
    const bool isWhole = summary.problems.empty() && !script.problem();
    const int code = isWhole ? ExitOk : ExitFailed;
    if (output.json)
        cli::print(
            output, {{u"format"_s, 1},
                     {u"statements"_s, statements},
                     {u"effect"_s, effectName(summary.strongest)},
                     {u"lock"_s, sql::lockModeName(summary.strongestLock)},
                     {u"opensTransaction"_s, summary.opensTransaction},
                     {u"parameters"_s, QJsonArray::fromStringList(summary.parameters)},
                     {u"exitCode"_s, code}});
    else if (summary.opensTransaction)
        output.out << tr("It opens a transaction and does not end it.") << Qt::endl;
    return code;
}

} // namespace howdah::cli
