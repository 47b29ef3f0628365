// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/read/planreader.h"

#include "plan/read/unframe.h"
#include "plan/tr.h"

#include <QStringDecoder>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::plan {

namespace {

PlanFormat formatOf(const std::vector<TextLine> &lines)
{
    const auto first = std::ranges::find_if(lines, [](const TextLine &line) { return !line.text.trimmed().isEmpty(); });
    if (first == lines.end())
        return PlanFormat::Text;
    const QString begin = first->text.trimmed();
    if (begin.startsWith(u'[') || begin.startsWith(u'{'))
        return PlanFormat::Json;
    if (begin.startsWith(u'<'))
        return PlanFormat::Xml;
    const bool isYaml = std::ranges::any_of(lines, [](const TextLine &line) {
        for (const QStringView text : QStringView(line.text).split(u'\n')) {
            const QStringView content = text.trimmed();
            if (content == "- Plan:"_L1 || content == "Plan:"_L1)
                return true;
        }
        return false;
    });
    return isYaml ? PlanFormat::Yaml : PlanFormat::Text;
}

QString textOf(const std::vector<TextLine> &lines)
{
    QString text;
    for (const TextLine &line : lines)
        text += line.text + u'\n';
    return text;
}

Document documentOf(PlanFormat format, const Unframed &unframed)
{
    switch (format) {
    case PlanFormat::Json:
        return readJson(textOf(unframed.lines).toUtf8());
    case PlanFormat::Yaml:
        return readYaml(textOf(unframed.lines).toUtf8());
    case PlanFormat::Xml:
        return readXml(textOf(unframed.lines));
    case PlanFormat::Text:
        return readText(unframed.lines, unframed.rows);
    }
    return {};
}

// That some word of a plan was in it: any text has a first line, and would be a node of that name.
bool isLikely(const Plan &plan)
{
    const Node &root = plan.nodes.front();
    static constexpr std::array alone{"Result"_L1, "ProjectSet"_L1,       "Append"_L1,       "Limit"_L1,
                                      "Sort"_L1,   "Unique"_L1,           "WindowAgg"_L1,    "Aggregate"_L1,
                                      "Gather"_L1, "Gather Merge"_L1,     "Nested Loop"_L1,  "LockRows"_L1,
                                      "SetOp"_L1,  "ModifyTable"_L1,      "Merge Append"_L1, "Recursive Union"_L1,
                                      "Group"_L1,  "Incremental Sort"_L1, "Hash Join"_L1,    "Merge Join"_L1};
    return root.totalCost || root.actual || plan.nodes.size() > 1 || root.type.endsWith(" Scan"_L1)
        || std::ranges::find(alone, root.type) != alone.end();
}

QString decoded(const QByteArray &bytes)
{
    const auto encoding = QStringConverter::encodingForData(bytes);
    QStringDecoder decoder(encoding.value_or(QStringConverter::Utf8));
    return decoder(bytes);
}

} // namespace

Result<Reading> readPlans(const QByteArray &bytes)
{
    if (bytes.size() > MostBytes)
        return fail(ErrorKind::Invalid, tr("The plan is larger than %1 MB").arg(MostBytes >> 20));
    Reading reading;
    bool isFirst = true;
    for (const Unframed &unframed : unframe(decoded(bytes))) {
        const PlanFormat format = formatOf(unframed.lines);
        if (std::exchange(isFirst, false))
            reading.format = format;
        Document document = documentOf(format, unframed);
        const std::vector<Problem> problems = document.problems;
        std::vector<Plan> plans = buildPlans(std::move(document));
        std::erase_if(plans, [](const Plan &plan) { return !isLikely(plan); });
        if (plans.empty())
            reading.problems.insert(reading.problems.end(), problems.begin(), problems.end());
        for (Plan &plan : plans) {
            if (unframed.duration && !plan.executionTime)
                plan.executionTime = unframed.duration;
            reading.plans.push_back(std::move(plan));
        }
    }
    if (reading.plans.empty())
        return fail(
            ErrorKind::Invalid, tr("There is no plan in it"),
            tr("Give what EXPLAIN answers, as text, JSON, YAML or XML, or what auto_explain has logged."),
            reading.problems.empty() ? QString() : reading.problems.front().message);
    return reading;
}

} // namespace howdah::plan
