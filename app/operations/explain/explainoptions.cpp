// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/explain/explainoptions.h"

#include "base/enumtable.h"
#include "operations/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::operations {

namespace {

struct OptionFacts
{
    ExplainOption option;
    QLatin1StringView name;
    const char *sql;
    const char *title;
    int since;
    bool ofAnalyze;
    bool usual;
};

// Which version has which: the release notes of PostgreSQL 12 (SETTINGS), 13 (WAL), 16 (GENERIC_PLAN) and 17
// (SERIALIZE, MEMORY).
constexpr std::array all{
    OptionFacts{
        ExplainOption::Analyze, "analyze"_L1, "ANALYZE",
        QT_TRANSLATE_NOOP("Operations", "Run it and measure (ANALYZE)"), 0, false, false},
    OptionFacts{
        ExplainOption::Verbose, "verbose"_L1, "VERBOSE",
        QT_TRANSLATE_NOOP("Operations", "Columns and schemas (VERBOSE)"), 0, false, true},
    OptionFacts{
        ExplainOption::Costs, "costs"_L1, "COSTS", QT_TRANSLATE_NOOP("Operations", "Estimated costs and rows (COSTS)"),
        0, false, true},
    OptionFacts{
        ExplainOption::Settings, "settings"_L1, "SETTINGS",
        QT_TRANSLATE_NOOP("Operations", "Settings that differ from the defaults (SETTINGS)"), 120'000, false, true},
    OptionFacts{
        ExplainOption::GenericPlan, "generic-plan"_L1, "GENERIC_PLAN",
        QT_TRANSLATE_NOOP("Operations", "Generic plan, without values of parameters (GENERIC_PLAN)"), 0, false, false},
    OptionFacts{
        ExplainOption::Buffers, "buffers"_L1, "BUFFERS",
        QT_TRANSLATE_NOOP("Operations", "Pages read and written (BUFFERS)"), 0, false, true},
    OptionFacts{
        ExplainOption::Serialize, "serialize"_L1, "SERIALIZE",
        QT_TRANSLATE_NOOP("Operations", "Cost of turning rows into text (SERIALIZE)"), 170'000, true, false},
    OptionFacts{
        ExplainOption::Wal, "wal"_L1, "WAL", QT_TRANSLATE_NOOP("Operations", "Write-ahead log that was written (WAL)"),
        130'000, true, false},
    OptionFacts{
        ExplainOption::Timing, "timing"_L1, "TIMING", QT_TRANSLATE_NOOP("Operations", "Time of each node (TIMING)"), 0,
        true, true},
    OptionFacts{
        ExplainOption::Summary, "summary"_L1, "SUMMARY",
        QT_TRANSLATE_NOOP("Operations", "Time of planning and execution (SUMMARY)"), 0, false, true},
    OptionFacts{
        ExplainOption::Memory, "memory"_L1, "MEMORY", QT_TRANSLATE_NOOP("Operations", "Memory of the planner (MEMORY)"),
        170'000, false, false},
};
static_assert(isWholeTable(all, &OptionFacts::option) && all.size() == ExplainOptionCount);

const OptionFacts &factsOf(ExplainOption option) { return all[size_t(option)]; }

} // namespace

QString optionName(ExplainOption option) { return factsOf(option).name; }
QString optionTitle(ExplainOption option) { return tr(factsOf(option).title); }
int optionSince(ExplainOption option) { return factsOf(option).since; }
bool isOfAnalyze(ExplainOption option) { return factsOf(option).ofAnalyze; }

ExplainOptions::ExplainOptions()
{
    for (const OptionFacts &facts : all) {
        if (facts.usual)
            m_on.insert(facts.option);
    }
}

void ExplainOptions::set(ExplainOption option, bool on)
{
    if (on)
        m_on.insert(option);
    else
        m_on.erase(option);
}

QStringList ExplainOptions::differences() const
{
    QStringList words;
    for (const OptionFacts &facts : all) {
        if (has(facts.option) != facts.usual)
            words << (facts.usual ? u"no-"_s : QString()) + facts.name;
    }
    return words;
}

Result<ExplainOptions> ExplainOptions::fromWords(const QStringList &words)
{
    ExplainOptions options;
    for (const QString &typed : words) {
        QString word = typed.trimmed().toLower().replace(u'_', u'-').replace(u' ', u'-');
        const bool on = !word.startsWith("no-"_L1);
        if (!on)
            word.remove(0, 3);
        const auto option = valueNamed(all, &OptionFacts::option, &OptionFacts::name, word);
        if (!option) {
            QStringList names;
            for (const OptionFacts &facts : all)
                names << facts.name;
            return fail(
                ErrorKind::Usage, tr("%1 is not an option of EXPLAIN").arg(typed.trimmed()),
                tr("Options are %1; no-timing switches one off.").arg(names.join(u", "_s)));
        }
        options.set(*option, on);
    }
    return options;
}

std::vector<ExplainOption> optionsOf(int serverVersion)
{
    std::vector<ExplainOption> known;
    for (const OptionFacts &facts : all) {
        if (serverVersion >= facts.since)
            known.push_back(facts.option);
    }
    return known;
}

Result<void> areKnown(const ExplainOptions &options, int serverVersion)
{
    for (const OptionFacts &facts : all) {
        if (options.has(facts.option) && serverVersion < facts.since && !facts.usual)
            return fail(
                ErrorKind::Usage,
                tr("This server is PostgreSQL %1, whose EXPLAIN has no %2")
                    .arg(serverVersion / 10'000)
                    .arg(QString::fromLatin1(facts.sql)),
                tr("PostgreSQL %1 and later have it.").arg(facts.since / 10'000));
        if (options.has(facts.option) && facts.ofAnalyze && !facts.usual && !options.has(ExplainOption::Analyze))
            return fail(
                ErrorKind::Usage, tr("%1 measures what is run, and needs ANALYZE").arg(QString::fromLatin1(facts.sql)));
    }
    if (options.has(ExplainOption::Analyze) && options.has(ExplainOption::GenericPlan))
        return fail(
            ErrorKind::Usage, tr("GENERIC_PLAN and ANALYZE exclude one another: what has no values cannot be run"));
    return {};
}

QString explainWords(const ExplainOptions &options, int serverVersion)
{
    const bool measured = options.has(ExplainOption::Analyze);
    QStringList words;
    for (const OptionFacts &facts : all) {
        const QString sql = QString::fromLatin1(facts.sql);
        const bool on = options.has(facts.option);
        if (serverVersion < facts.since || (facts.ofAnalyze && !measured) || facts.option == ExplainOption::GenericPlan)
            continue;
        if (facts.option == ExplainOption::Serialize && on)
            words << sql + u" TEXT"_s;
        else if (on)
            words << sql;
        // Of 18 BUFFERS goes with ANALYZE by itself, as TIMING and SUMMARY do in all.
        else if (
            facts.option == ExplainOption::Costs || facts.option == ExplainOption::Timing
            || (measured && (facts.option == ExplainOption::Buffers || facts.option == ExplainOption::Summary)))
            words << sql + u" OFF"_s;
    }
    words << u"FORMAT JSON"_s;
    return u"EXPLAIN (%1) "_s.arg(words.join(u", "_s));
}

} // namespace howdah::operations
