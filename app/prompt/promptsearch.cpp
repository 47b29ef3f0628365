// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptsearch.h"

#include "prompt/template.h"
#include "prompt/tr.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

// Character by character, which keeps every place; QString::toCaseFolded() may lengthen the text.
static QString folded(const QString &text)
{
    QString result(text.size(), Qt::Uninitialized);
    QChar *to = result.data();
    for (const QChar c : text) {
        const char16_t unit = c.unicode();
        // Nearly all of it is ASCII, for which no table is needed.
        *to++ = unit < 0x80 ? QChar(unit >= u'A' && unit <= u'Z' ? char16_t(unit + 32) : unit) : c.toCaseFolded();
    }
    return result;
}

static const QString &textOf(const Prompt &prompt, const QString &field)
{
    if (field == "systemPrompt"_L1)
        return prompt.systemPrompt;
    if (field == "userPrompt"_L1)
        return prompt.userPrompt;
    if (field == "metadata"_L1)
        return prompt.metadata;
    return field == "name"_L1 ? prompt.name : prompt.promptId;
}

PromptIndex::PromptIndex(std::vector<StoredPrompt> prompts)
    : m_prompts(std::move(prompts))
{
    m_folded.reserve(m_prompts.size());
    m_variables.reserve(m_prompts.size());
    for (const StoredPrompt &stored : m_prompts) {
        std::vector<Folded> fields;
        for (const QString &field : {u"systemPrompt"_s, u"userPrompt"_s, u"metadata"_s, u"name"_s, u"promptId"_s})
            fields.push_back({folded(textOf(stored.prompt, field)), field});
        m_folded.push_back(std::move(fields));
        m_variables.push_back(
            templateVariables(stored.prompt.systemPrompt) + templateVariables(stored.prompt.userPrompt));
    }
}

PromptIndex::~PromptIndex() { wipe(); }

void PromptIndex::wipe()
{
    for (StoredPrompt &stored : m_prompts) {
        howdah::prompt::wipe(stored.prompt.systemPrompt);
        howdah::prompt::wipe(stored.prompt.userPrompt);
    }
    for (std::vector<Folded> &fields : m_folded)
        for (Folded &field : fields)
            howdah::prompt::wipe(field.text);
    m_prompts.clear();
    m_folded.clear();
    m_variables.clear();
}

namespace {

// Finds the places of what is looked for in one text.
class Finder final
{
public:
    Finder(const SearchQuery &query, const QRegularExpression &pattern)
        : m_query(query)
        , m_pattern(pattern)
        , m_needle(query.matchCase ? query.text : folded(query.text))
    {
    }

    [[nodiscard]] SearchHit find(const QString &text, const QString &foldedText) const
    {
        return m_query.regex ? byPattern(text) : byText(m_query.matchCase ? text : foldedText);
    }

private:
    [[nodiscard]] SearchHit byPattern(const QString &text) const
    {
        SearchHit hit;
        for (auto matches = m_pattern.globalMatch(text); matches.hasNext() && hit.count < PromptIndex::MostPlaces;) {
            const QRegularExpressionMatch match = matches.next();
            if (hit.count++ == 0) {
                hit.offset = match.capturedStart();
                hit.length = match.capturedLength();
            }
        }
        return hit;
    }

    [[nodiscard]] SearchHit byText(const QString &text) const
    {
        SearchHit hit;
        for (qsizetype at = text.indexOf(m_needle); at >= 0 && hit.count < PromptIndex::MostPlaces;
             at = text.indexOf(m_needle, at + m_needle.size())) {
            if (hit.count++ == 0) {
                hit.offset = at;
                hit.length = m_needle.size();
            }
        }
        return hit;
    }

    const SearchQuery &m_query;
    const QRegularExpression &m_pattern;
    QString m_needle;
};

QString excerptOf(const QString &text, qsizetype offset, qsizetype length)
{
    constexpr qsizetype Around = 40;
    const qsizetype from = std::max<qsizetype>(offset - Around, 0);
    const qsizetype to = std::min(offset + std::min<qsizetype>(length, 80) + Around, text.size());
    QString excerpt = text.mid(from, to - from).simplified();
    if (from > 0)
        excerpt.prepend(QChar(0x2026));
    if (to < text.size())
        excerpt.append(QChar(0x2026));
    return excerpt;
}

} // namespace

Result<std::vector<SearchHit>> PromptIndex::search(const SearchQuery &query) const
{
    QRegularExpression pattern;
    if (query.regex) {
        pattern = QRegularExpression(
            query.text,
            QRegularExpression::MultilineOption | QRegularExpression::UseUnicodePropertiesOption
                | (query.matchCase ? QRegularExpression::NoPatternOption : QRegularExpression::CaseInsensitiveOption));
        if (!pattern.isValid())
            return fail(
                ErrorKind::Invalid, tr("This is not a valid regular expression: %1 at character %2")
                                        .arg(pattern.errorString())
                                        .arg(pattern.patternErrorOffset() + 1));
        pattern.optimize();
    }
    const Finder finder(query, pattern);
    std::vector<SearchHit> hits;
    for (size_t row = 0; row < m_prompts.size(); ++row) {
        const Prompt &prompt = m_prompts[row].prompt;
        if ((query.activeOnly && !prompt.active.value_or(false))
            || (!query.model.isEmpty() && prompt.model.compare(query.model, Qt::CaseInsensitive) != 0)
            || (!query.variable.isEmpty() && !m_variables[row].contains(query.variable)))
            continue;
        if (query.text.isEmpty()) {
            hits.push_back({.row = row, .field = {}, .excerpt = {}});
            continue;
        }
        for (const Folded &field : m_folded[row]) {
            const QString &text = textOf(prompt, field.field);
            SearchHit hit = finder.find(text, field.text);
            if (hit.count == 0)
                continue;
            hit.row = row;
            hit.field = field.field;
            hit.excerpt = excerptOf(text, hit.offset, hit.length);
            hits.push_back(std::move(hit));
        }
    }
    return hits;
}

} // namespace howdah::prompt
