// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What can be said of prompts only together, and with what the database knows of them.
#include "prompt/promptlint.h"

#include "prompt/semver.h"
#include "prompt/tr.h"
#include "sql/quote.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

namespace {

using Findings = std::vector<LintFinding>;

LintFinding
finding(const Prompt &prompt, const QString &rule, LintSeverity severity, const QString &field, const QString &message)
{
    return {rule, severity, prompt.promptId, field, 0, 0, message, {}, {}};
}

// Compares prompts with one another.
class Together final
{
public:
    Together(const std::vector<const Prompt *> &prompts, Findings &findings)
        : m_prompts(prompts)
        , m_findings(findings)
    {
    }

    void run()
    {
        for (const Prompt *prompt : m_prompts) {
            std::vector<const Prompt *> &versions = m_versions[prompt->name];
            if (versions.empty())
                m_names << prompt->name;
            duplicates(*prompt, versions);
            versions.push_back(prompt);
        }
        for (const QString &name : m_names)
            active(name, m_versions[name]);
    }

private:
    void
    add(const Prompt &prompt, const QString &rule, LintSeverity severity, const QString &field, const QString &message,
        const QString &fix)
    {
        m_findings.push_back(finding(prompt, rule, severity, field, message));
        m_findings.back().fix = fix;
    }

    void duplicates(const Prompt &prompt, const std::vector<const Prompt *> &versions)
    {
        for (const Prompt *other : versions)
            if (other->version == prompt.version)
                add(prompt, u"duplicate-version"_s, LintSeverity::Error, u"version"_s,
                    tr("%1 %2 is duplicated").arg(prompt.name, prompt.version), tr("Give one of them a new version."));
        if (prompt.systemPrompt.isEmpty())
            return; // or locked
        // A quick sum finds who might be the same; the texts themselves say who is.
        const size_t sum = qHashMulti(0, prompt.systemPrompt, prompt.userPrompt);
        for (auto it = m_sums.constFind(sum); it != m_sums.constEnd() && it.key() == sum; ++it)
            if ((*it)->systemPrompt == prompt.systemPrompt && (*it)->userPrompt == prompt.userPrompt) {
                add(prompt, u"duplicate-text"_s, LintSeverity::Info, u"systemPrompt"_s,
                    tr("The texts are the same as those of %1").arg((*it)->promptId), tr("Keep one of them."));
                return;
            }
        m_sums.insert(sum, &prompt);
    }

    void active(const QString &name, const std::vector<const Prompt *> &all)
    {
        const auto count = std::count_if(all.begin(), all.end(), [](const Prompt *p) { return p->active == true; });
        const bool known = std::all_of(all.begin(), all.end(), [](const Prompt *p) { return p->active.has_value(); });
        if (count > 1)
            add(*all.front(), u"several-active"_s, LintSeverity::Error, u"active"_s,
                tr("%1 has %2 active versions").arg(name).arg(count), tr("Deactivate all but one."));
        else if (count == 0 && known)
            add(*all.front(), u"none-active"_s, LintSeverity::Warning, u"active"_s,
                tr("%1 has no active version").arg(name), tr("Activate one."));
    }

    const std::vector<const Prompt *> &m_prompts;
    Findings &m_findings;
    QHash<QString, std::vector<const Prompt *>> m_versions;
    QStringList m_names; // in order
    QMultiHash<size_t, const Prompt *> m_sums;
};

// References from text to text, as other programs put prompts together.
class References final
{
public:
    References(const std::vector<const Prompt *> &prompts, Findings &findings)
        : m_prompts(prompts)
        , m_findings(findings)
    {
    }

    void run()
    {
        for (const Prompt *prompt : m_prompts)
            collect(*prompt);
        for (const Edge &edge : m_edges) {
            const bool there = std::any_of(m_prompts.begin(), m_prompts.end(), [&edge](const Prompt *p) {
                return (p->name == edge.to || p->promptId == edge.to)
                    && (edge.version.isEmpty() || p->version == edge.version);
            });
            if (!there)
                add(edge, u"broken-reference"_s, tr("It references %1, which does not exist").arg(edge.shown()),
                    tr("Correct the name, or seed that prompt."));
            else if (reaches(edge.to, edge.from->name))
                add(edge, u"reference-cycle"_s, tr("It references %1, which leads back to it").arg(edge.shown()),
                    tr("Remove one of the references."));
        }
    }

private:
    struct Edge
    {
        const Prompt *from;
        QString field;
        QString to;
        QString version; // empty: any
        qsizetype offset;
        qsizetype length;
        [[nodiscard]] QString shown() const { return version.isEmpty() ? to : to + u' ' + version; }
    };

    // By its first character, which few texts have: a search for all of it takes many times as long.
    [[nodiscard]] static bool holds(QStringView text, QStringView words)
    {
        for (qsizetype at = text.indexOf(words.front()); at >= 0; at = text.indexOf(words.front(), at + 1))
            if (text.sliced(at).startsWith(words))
                return true;
        return false;
    }

    void collect(const Prompt &prompt)
    {
        static const QRegularExpression pattern(
            u"@@@langfusePrompt:name=([^|@]+)(?:\\|version=([^|@]+))?(?:\\|[^@]*)?@@@|\\{\\{>\\s*([^\\s}]+)\\s*\\}\\}"_s);
        for (const auto &[field, text] :
             {std::pair(u"systemPrompt"_s, &prompt.systemPrompt), {u"userPrompt"_s, &prompt.userPrompt}}) {
            if (!holds(*text, u"@@@") && !holds(*text, u"{{>"))
                continue;
            for (auto matches = pattern.globalMatch(*text); matches.hasNext();) {
                const QRegularExpressionMatch match = matches.next();
                m_edges.push_back(
                    {&prompt, field, match.captured(1) + match.captured(3), match.captured(2), match.capturedStart(),
                     match.capturedLength()});
            }
        }
    }

    [[nodiscard]] bool reaches(const QString &from, const QString &to) const
    {
        QStringList waiting{from};
        QSet<QString> seen;
        while (!waiting.isEmpty()) {
            const QString name = waiting.takeLast();
            if (name == to)
                return true;
            if (seen.contains(name))
                continue;
            seen.insert(name);
            for (const Edge &edge : m_edges)
                if (edge.from->name == name || edge.from->promptId == name)
                    waiting << edge.to;
        }
        return false;
    }

    void add(const Edge &edge, const QString &rule, const QString &message, const QString &fix)
    {
        LintFinding found = finding(*edge.from, rule, LintSeverity::Error, edge.field, message);
        found.fix = fix;
        found.offset = edge.offset;
        found.length = edge.length;
        m_findings.push_back(found);
    }

    const std::vector<const Prompt *> &m_prompts;
    Findings &m_findings;
    std::vector<Edge> m_edges;
};

// What follows from calls and models.
class StoredLinter final
{
public:
    StoredLinter(const LintFacts &facts, Findings &findings)
        : m_facts(facts)
        , m_findings(findings)
    {
        for (const Usage &used : facts.usage)
            m_usage.insert(used.id, &used);
    }

    void run(const StoredPrompt &stored)
    {
        state(stored);
        model(stored.prompt);
        if (!m_facts.table.interactions.name.isEmpty())
            usage(stored);
    }

private:
    void
    add(const Prompt &prompt, const QString &rule, LintSeverity severity, const QString &field, const QString &message,
        const QString &fix)
    {
        m_findings.push_back(finding(prompt, rule, severity, field, message));
        m_findings.back().fix = fix;
    }

    void state(const StoredPrompt &stored)
    {
        switch (stored.state) {
        case CellState::Open:
        case CellState::Plain:
            return;
        case CellState::Locked:
            add(stored.prompt, u"locked"_s, LintSeverity::Info, u"systemPrompt"_s,
                tr("The system prompt was not checked: the key %1 is not available").arg(stored.keyId),
                tr("Add the key."));
            return;
        case CellState::WrongKey:
            add(stored.prompt, u"wrong-key"_s, LintSeverity::Error, u"systemPrompt"_s,
                tr("The system prompt is encrypted with a different key named %1").arg(stored.keyId),
                tr("Add the right key from its backup."));
            return;
        case CellState::Damaged:
            break;
        }
        add(stored.prompt, u"damaged"_s, LintSeverity::Error, u"systemPrompt"_s,
            tr("The system prompt cannot be decrypted: it was altered, truncated or moved"),
            tr("Restore it from a database backup or an exported file."));
    }

    void model(const Prompt &prompt)
    {
        if (m_facts.models.empty() || prompt.model.isEmpty())
            return;
        const ModelFacts *known = findModel(m_facts.models, prompt.model);
        if (!known)
            add(prompt, u"unknown-model"_s, LintSeverity::Info, u"model"_s,
                tr("The model %1 is not in the list of models").arg(prompt.model),
                tr("Correct its name, or add it to the list."));
        else if (known->retired)
            add(prompt, u"retired-model"_s, prompt.active.value_or(false) ? LintSeverity::Error : LintSeverity::Info,
                u"model"_s, tr("The model %1 is no longer served").arg(prompt.model),
                known->replacement.isEmpty()
                    ? tr("Write a new version for another model.")
                    : tr("Write a new version for another model, such as %1.").arg(known->replacement));
    }

    void usage(const StoredPrompt &stored)
    {
        const Usage *used = m_usage.value(stored.id);
        const bool active = stored.prompt.active.value_or(false);
        if (!used) {
            add(stored.prompt, u"never-used"_s, active ? LintSeverity::Warning : LintSeverity::Info,
                active ? u"active"_s : u"version"_s,
                active ? tr("It is active but was never used") : tr("It was never used"),
                active ? tr("Check whether the platform requests it by another name.")
                       : tr("Activate it, or delete it."));
            return;
        }
        QDateTime last = QDateTime::fromString(used->lastUsed.left(19), u"yyyy-MM-dd HH:mm:ss"_s);
        last.setTimeSpec(Qt::UTC);
        if (active && last.isValid() && m_facts.now.isValid() && last.daysTo(m_facts.now) > m_facts.staleDays)
            add(stored.prompt, u"stale"_s, LintSeverity::Warning, u"active"_s,
                tr("It is active, and its last call was %1 days ago").arg(last.daysTo(m_facts.now)),
                tr("Deactivate it if it is no longer needed."));
    }

    const LintFacts &m_facts;
    Findings &m_findings;
    QHash<QString, const Usage *> m_usage;
};

// What fixes a finding, or shows its row: without any text of a prompt.
class Repairs final
{
public:
    Repairs(std::span<const StoredPrompt> prompts, const PromptTable &table)
        : m_prompts(prompts)
        , m_table(table)
    {
        for (const StoredPrompt &stored : prompts)
            m_byPromptId.insert(stored.prompt.promptId, &stored);
    }

    [[nodiscard]] QString sqlFor(const LintFinding &found) const
    {
        const StoredPrompt *stored = m_byPromptId.value(found.promptId);
        if (!stored)
            return {};
        const QString id = sql::quoteIdentifier(m_table.id);
        const QString active = sql::quoteIdentifier(m_table.active);
        if (found.rule == "several-active"_L1)
            return u"UPDATE %1 SET %2 = false WHERE %3 OPERATOR(pg_catalog.=) %4 AND %2 AND %5 OPERATOR(pg_catalog.<>) %6;"_s
                .arg(
                    table(), active, sql::quoteIdentifier(m_table.agent), sql::quoteLiteral(stored->prompt.name), id,
                    sql::quoteLiteral(newest(stored->prompt.name, true)));
        if (found.rule == "none-active"_L1)
            return u"UPDATE %1 SET %2 = true WHERE %3 OPERATOR(pg_catalog.=) %4;"_s.arg(
                table(), active, id, sql::quoteLiteral(newest(stored->prompt.name, false)));
        if (found.rule == "stale"_L1)
            return u"UPDATE %1 SET %2 = false WHERE %3 OPERATOR(pg_catalog.=) %4;"_s.arg(
                table(), active, id, sql::quoteLiteral(stored->id));
        return u"SELECT %1, %2, %3, %4, %5 FROM %6 WHERE %7 OPERATOR(pg_catalog.=) %8;"_s.arg(
            sql::quoteIdentifier(m_table.promptId), sql::quoteIdentifier(m_table.agent),
            sql::quoteIdentifier(m_table.version), sql::quoteIdentifier(m_table.model), active, table(), id,
            sql::quoteLiteral(stored->id));
    }

private:
    [[nodiscard]] QString table() const { return sql::quoteQualified(m_table.schema, m_table.name); }

    // The id of the newest version, or of the newest active one.
    [[nodiscard]] QString newest(const QString &name, bool active) const
    {
        const StoredPrompt *best = nullptr;
        for (const StoredPrompt &stored : m_prompts)
            if (stored.prompt.name == name && (!active || stored.prompt.active.value_or(false))
                && (!best || isOlder(best->prompt.version, stored.prompt.version)))
                best = &stored;
        return best ? best->id : QString();
    }

    std::span<const StoredPrompt> m_prompts;
    const PromptTable &m_table;
    QHash<QString, const StoredPrompt *> m_byPromptId;
};

} // namespace

std::vector<LintFinding> lintPrompts(std::span<const Prompt> prompts, const LintLimits &limits)
{
    Findings findings;
    std::vector<const Prompt *> all;
    for (const Prompt &prompt : prompts) {
        const Findings own = lintPrompt(prompt, limits);
        findings.insert(findings.end(), own.begin(), own.end());
        all.push_back(&prompt);
    }
    Together(all, findings).run();
    References(all, findings).run();
    return findings;
}

std::vector<LintFinding> lintStored(std::span<const StoredPrompt> prompts, const LintFacts &facts)
{
    Findings findings;
    StoredLinter linter(facts, findings);
    std::vector<const Prompt *> all;
    for (const StoredPrompt &stored : prompts) {
        linter.run(stored);
        all.push_back(&stored.prompt);
        if (stored.state != CellState::Open && stored.state != CellState::Plain)
            continue;
        LintLimits limits = facts.limits;
        if (const ModelFacts *model = findModel(facts.models, stored.prompt.model); model && model->windowTokens > 0)
            limits.windowTokens = model->windowTokens;
        Findings own = lintPrompt(stored.prompt, limits);
        findings.insert(findings.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
    }
    Together(all, findings).run();
    References(all, findings).run();
    const Repairs repairs(prompts, facts.table);
    for (LintFinding &found : findings)
        found.sql = repairs.sqlFor(found);
    return findings;
}

} // namespace howdah::prompt
