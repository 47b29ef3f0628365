// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/cost/callcost.h"

#include "base/figures.h"
#include "base/propagate.h"
#include "prompt/tr.h"
#include "sql/quote.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

using sql::quoteIdentifier;

std::optional<Estimate> ModelCost::cost(const std::optional<Estimate> &tokens, const std::optional<double> &price)
{
    if (!tokens || !price)
        return std::nullopt;
    const double each = *price / 1e6;
    return Estimate{tokens->value * each, tokens->low * each, tokens->high * each};
}

// Both percentiles with the values at the ranks that hold them; rank r of n is percentile_disc((r - 0.5) / n).
static QString percentiles(const QString &column, qint64 count)
{
    QStringList parts;
    for (const double quantile : {0.5, 0.95}) {
        parts << QString::number(quantile);
        const RankInterval interval = quantileRanks(quantile, count);
        for (const std::optional<qint64> &rank : {interval.low, interval.high})
            parts << (rank ? QString::number((double(*rank) - 0.5) / double(count), 'g', 17) : u"NULL"_s);
    }
    return u"pg_catalog.percentile_disc(ARRAY[%1]::pg_catalog.float8[]) WITHIN GROUP (ORDER BY %2)"_s.arg(
        parts.join(u", "_s), column);
}

static Estimate estimateAt(const connection::RowBatch &rows, qsizetype first)
{
    constexpr double Infinite = std::numeric_limits<double>::infinity();
    return {
        rows.real(0, first), rows.isNull(0, first + 1) ? -Infinite : rows.real(0, first + 1),
        rows.isNull(0, first + 2) ? Infinite : rows.real(0, first + 2)};
}

Result<std::vector<ModelCost>> readModelCosts(
    connection::Session &session, const PromptTable &table, const QString &rowId, const TimeWindow &window,
    const std::vector<ModelFacts> &models)
{
    std::vector<ModelCost> costs;
    const InteractionTable &calls = table.interactions;
    if (calls.name.isEmpty())
        return costs;
    const QString from = sql::quoteQualified(table.schema, calls.name);
    const QString counted = drillTo(table, rowId, window, DrillKind::Counted).condition;
    const QString model = calls.model.isEmpty() ? u"''"_s : u"coalesce(%1, '')"_s.arg(quoteIdentifier(calls.model));
    ASSIGN_OR_RETURN(
        const auto named,
        session
            .query(
                {u"SELECT %1, pg_catalog.count(*) FROM %2 WHERE %3 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %4"_s.arg(
                     model, from, counted, QString::number(CostedModels)),
                 {}})
            .result());
    for (qsizetype row = 0; row < named.rows.rowCount(); ++row) {
        ModelCost cost;
        cost.model = named.rows.text(row, 0);
        cost.calls = named.rows.integer(row, 1);
        ASSIGN_OR_RETURN(
            const auto answer,
            session
                .query(
                    {u"SELECT m[1], m[2], m[3], m[4], m[5], m[6] FROM (SELECT %1 FROM %2 WHERE %3 AND %4 "
                     "OPERATOR(pg_catalog.=) $1) AS x(m)"_s.arg(
                         percentiles(quoteIdentifier(calls.tokens), cost.calls), from, counted, model),
                     {cost.model.toUtf8()}})
                .result());
        cost.p50Tokens = estimateAt(answer.rows, 0);
        cost.p95Tokens = estimateAt(answer.rows, 3);
        if (const ModelFacts *facts = findModel(models, cost.model)) {
            cost.inputPrice = facts->inputPrice ? facts->inputPrice : facts->outputPrice;
            cost.outputPrice = facts->outputPrice ? facts->outputPrice : facts->inputPrice;
        }
        costs.push_back(std::move(cost));
    }
    return costs;
}

// Enough digits for a call that costs a hundredth of a cent.
static QString amount(double value) { return std::isfinite(value) ? QLocale().toString(value, 'g', 3) : u"∞"_s; }

static QString costText(const ModelCost &cost, const std::optional<Estimate> &tokens)
{
    const std::optional<Estimate> input = ModelCost::cost(tokens, cost.inputPrice);
    const std::optional<Estimate> output = ModelCost::cost(tokens, cost.outputPrice);
    if (!input || !output)
        return {};
    const double least = std::min(input->low, output->low);
    const QString interval =
        tr("%1 to %2").arg(amount(std::isfinite(least) ? least : 0), amount(std::max(input->high, output->high)));
    if (cost.inputPrice == cost.outputPrice)
        return tr("%1 (%2)").arg(amount(input->value), interval);
    return tr("%1 as input, %2 as output (%3)").arg(amount(input->value), amount(output->value), interval);
}

std::vector<ScoreLine> costLines(const std::vector<ModelCost> &costs)
{
    std::vector<ScoreLine> lines;
    QStringList unpriced;
    for (const ModelCost &cost : costs) {
        const QString name = cost.model.isEmpty() ? tr("unnamed model") : cost.model;
        const QString label = tr("Cost of a call, %1").arg(name);
        if (!cost.inputPrice)
            unpriced << name;
        else if (!Scorecard::enough(cost.calls))
            lines.push_back(
                {label, tr("not enough data: n = %1, %2 required").arg(countText(cost.calls)).arg(Scorecard::Enough),
                 false});
        else
            lines.push_back(
                {label,
                 tr("median %1, 95th percentile %2, n = %3")
                     .arg(costText(cost, cost.p50Tokens), costText(cost, cost.p95Tokens), countText(cost.calls)),
                 true});
    }
    if (!unpriced.isEmpty())
        lines.push_back(
            {tr("Cost of a call"), tr("models.yaml has no price of %1").arg(unpriced.join(u", "_s)), false});
    return lines;
}

} // namespace howdah::prompt
