// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/dashboards/rollupreport.h"

#include "base/figures.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "metrics/rollupsteps.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace metrics;

namespace {

QString timeText(const QDateTime &time) { return time.isValid() ? time.toString(Qt::ISODate) : tr("never"); }

QString indented(const QString &text)
{
    QString lines = u"  "_s + text;
    return lines.replace(u"\n"_s, u"\n  "_s);
}

QJsonValue timeJson(const QDateTime &time) { return time.isValid() ? time.toString(Qt::ISODateWithMs) : QJsonValue(); }

} // namespace

QString planText(const RollupPlan &plan)
{
    const RollupDefinition &definition = plan.source.definition;
    std::vector<QStringList> rows{{tr("Bucket"), tr("Rows"), tr("Size"), tr("Time to build"), QString()}};
    for (size_t i = 0; i < plan.estimates.size(); ++i) {
        const RollupEstimate &one = plan.estimates[i];
        QString remark;
        if (one.grain == definition.grain)
            remark = i == plan.advised ? tr("selected, recommended") : tr("selected");
        else if (i == plan.advised)
            remark = tr("recommended");
        rows.push_back(
            {bucketText(one.grain), countText(qint64(one.rows)), sizeText(qint64(one.bytes)),
             roughDuration(one.seconds), remark});
    }
    QString text =
        plainLine(tr("%1: rolls up %2 by %3").arg(definition.name, definition.table, definition.value)) + u'\n';
    text +=
        tr("The table has about %1 rows and %2.").arg(countText(plan.source.rows), sizeText(plan.source.bytes)) + u'\n';
    text += tr("Counts and sums are exact; percentiles are within %1 % of the exact value.")
                .arg(stepError() * 100, 0, 'f', 1)
          + u'\n';
    text += u'\n' + alignedTable(std::move(rows)) + u'\n';
    text += plan.sampleRows > 0 ? tr("Estimated from %1 sampled rows, grouped in %2 s.")
                                      .arg(plan.sampleRows)
                                      .arg(plan.sampleSeconds, 0, 'f', 2)
                                : tr("Estimated from planner statistics only.");
    text += u'\n';
    for (const QString &remark : plan.remarks)
        text += u"! "_s + plainLine(remark) + u'\n';
    const RollupScript script = createScript(definition);
    text += u'\n' + tr("Up:") + u'\n' + indented(script.up.trimmed()) + u"\n\n"_s + tr("Down:") + u'\n'
          + indented(script.down.trimmed()) + u"\n\n"_s + tr("In a panel of a dashboard, for percentiles:") + u'\n'
          + u"    rollup-table: "_s + rollupTableSql(definition) + u"\n    rollup: |\n"_s;
    QString query = u"      "_s + percentileQuery(definition);
    return text + query.replace(u"\n"_s, u"\n      "_s) + u'\n';
}

QJsonObject planJson(const RollupPlan &plan)
{
    const RollupDefinition &definition = plan.source.definition;
    QJsonArray estimates;
    for (size_t i = 0; i < plan.estimates.size(); ++i) {
        const RollupEstimate &one = plan.estimates[i];
        estimates.append(QJsonObject{
            {u"cells"_s, bucketText(one.grain)},
            {u"rows"_s, std::round(one.rows)},
            {u"bytes"_s, std::round(one.bytes)},
            {u"seconds"_s, one.seconds},
            {u"advised"_s, i == plan.advised}});
    }
    const RollupScript script = createScript(definition);
    return {
        {u"definition"_s, rollupJson(definition)},
        {u"tableRows"_s, plan.source.rows},
        {u"tableBytes"_s, plan.source.bytes},
        {u"percentileError"_s, stepError()},
        {u"estimates"_s, estimates},
        {u"sampleRows"_s, plan.sampleRows},
        {u"remarks"_s, QJsonArray::fromStringList(plan.remarks)},
        {u"up"_s, script.up},
        {u"down"_s, script.down},
        {u"percentiles"_s, percentileQuery(definition)},
        {u"counts"_s, countQuery(definition)}};
}

QString statusText(const std::vector<RollupStatus> &rollups)
{
    if (rollups.empty())
        return tr("There is no rollup in this database.") + u'\n';
    std::vector<QStringList> rows{
        {tr("Rollup"), tr("Table"), tr("Bucket"), tr("From"), tr("Up to"), tr("Refreshed"), tr("Rows"), tr("Size")}};
    for (const RollupStatus &one : rollups)
        rows.push_back(
            {one.definition.name, one.definition.schema + u'.' + one.definition.table, bucketText(one.definition.grain),
             timeText(one.cover.from), timeText(one.cover.to), timeText(one.cover.refreshed),
             countText(qint64(one.rows)), sizeText(qint64(one.bytes))});
    return alignedTable(std::move(rows));
}

QJsonArray statusJson(const std::vector<RollupStatus> &rollups)
{
    QJsonArray array;
    for (const RollupStatus &one : rollups)
        array.append(QJsonObject{
            {u"definition"_s, rollupJson(one.definition)},
            {u"from"_s, timeJson(one.cover.from)},
            {u"to"_s, timeJson(one.cover.to)},
            {u"refreshed"_s, timeJson(one.cover.refreshed)},
            {u"rows"_s, one.rows},
            {u"bytes"_s, one.bytes}});
    return array;
}

QString refreshText(const RollupStatus &status, const RefreshReport &report)
{
    QString text = tr("%1: rolled up to %2, %3 rows added, %4 buckets recounted")
                       .arg(status.definition.name, timeText(report.to))
                       .arg(report.added)
                       .arg(report.corrected);
    if (report.isStopped)
        text += tr("; stopped, refresh again to continue");
    return text;
}

QJsonObject refreshJson(const RollupStatus &status, const RefreshReport &report)
{
    return {{u"name"_s, status.definition.name}, {u"from"_s, timeJson(report.from)}, {u"to"_s, timeJson(report.to)},
            {u"added"_s, report.added},          {u"corrected"_s, report.corrected}, {u"stopped"_s, report.isStopped}};
}

} // namespace howdah::cli
