// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/template.h"

#include "prompt/engine/handlebars.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

using Kind = TemplatePart::Kind;

static const QString Name = u"[\\p{L}_][\\p{L}\\p{N}_]*(?:\\.[\\p{L}\\p{N}_]+)*"_s;

static const QRegularExpression &patternOf(Engine engine)
{
    // The named groups say what was found; the first alternative that fits wins.
    static const auto make = [](const QString &text) {
        return QRegularExpression(QString(text).replace(u"NAME"_s, Name));
    };
    static const QRegularExpression handlebars = make(
        u"\\\\(?<literal>\\{\\{[^}]*\\}\\})|\\{\\{\\{\\s*(?<raw>NAME)\\s*\\}\\}\\}|(?<comment>\\{\\{!--.*?--\\}\\}|"
        "\\{\\{![^}]*\\}\\})|\\{\\{\\s*(?<var>NAME)\\s*\\}\\}|(?<other>\\{\\{[^}]*\\}\\})|(?<stray>\\{\\{)"_s);
    static const QRegularExpression mustache =
        make(u"\\{\\{\\{\\s*(?<raw>NAME)\\s*\\}\\}\\}|\\{\\{&\\s*(?<ampersand>NAME)\\s*\\}\\}|(?<comment>\\{\\{![^}]*"
             u"\\}\\})|"
             "\\{\\{\\s*(?<var>NAME)\\s*\\}\\}|(?<other>\\{\\{[^}]*\\}\\})|(?<stray>\\{\\{)"_s);
    static const QRegularExpression jinja =
        make(u"(?<comment>\\{#.*?#\\})|\\{\\{-?\\s*(?<var>NAME)\\s*-?\\}\\}|(?<other>\\{\\{.*?\\}\\}|\\{%.*?%\\})|"
             "(?<stray>\\{\\{|\\{%|\\{#)"_s);
    static const QRegularExpression fString =
        make(u"(?<brace>\\{\\{|\\}\\})|\\{(?<var>NAME)\\}|(?<other>\\{[^{}]*\\})|(?<stray>[{}])"_s);
    switch (engine) {
    case Engine::Plain: // read by hand
    case Engine::Handlebars:
        return handlebars;
    case Engine::Mustache:
        return mustache;
    case Engine::Jinja:
        return jinja;
    case Engine::FString:
        break;
    }
    return fString;
}

static TemplatePart partOf(const QRegularExpressionMatch &match)
{
    TemplatePart part{Kind::Variable, match.capturedStart(), match.capturedLength(), {}, false};
    const auto has = [&](const QString &group, Kind kind) {
        if (match.capturedStart(group) < 0)
            return false;
        part.kind = kind;
        part.name = match.captured(group);
        return true;
    };
    if (has(u"var"_s, Kind::Variable) || has(u"comment"_s, Kind::Comment) || has(u"literal"_s, Kind::Literal)
        || has(u"other"_s, Kind::Unsupported) || has(u"stray"_s, Kind::Stray))
        return part;
    if (has(u"brace"_s, Kind::Literal))
        part.name = part.name.left(1);
    else
        part.raw = has(u"raw"_s, Kind::Variable) || has(u"ampersand"_s, Kind::Variable);
    return part;
}

namespace {

// Reads {{ name }} by hand, many times faster than an expression: lists of thousands of versions are full of them.
class PlainReader final
{
public:
    explicit PlainReader(QStringView text)
        : m_text(text)
    {
    }

    std::vector<TemplatePart> read()
    {
        std::vector<TemplatePart> parts;
        for (qsizetype from = nextBraces(0); from >= 0; from = nextBraces(from)) {
            qsizetype at = from + 2;
            // Of "{{{name" the inner braces count.
            if (at < m_text.size() && m_text[at] == u'{') {
                ++from;
                continue;
            }
            skipBlanks(at);
            const qsizetype name = at;
            const bool named = skipName(at);
            const qsizetype end = at;
            skipBlanks(at);
            if (!named || !m_text.mid(at).startsWith(u"}}"_s)) {
                from += 2;
                continue;
            }
            parts.push_back({Kind::Variable, from, at + 2 - from, m_text.mid(name, end - name).toString(), false});
            from = at + 2;
        }
        return parts;
    }

private:
    // Of two braces, by the first of them: a search for both takes many times as long.
    [[nodiscard]] qsizetype nextBraces(qsizetype from) const
    {
        for (qsizetype at = m_text.indexOf(u'{', from); at >= 0; at = m_text.indexOf(u'{', at + 1))
            if (at + 1 < m_text.size() && m_text[at + 1] == u'{')
                return at;
        return -1;
    }

    void skipBlanks(qsizetype &at) const
    {
        while (at < m_text.size() && (m_text[at] == u' ' || (m_text[at] >= u'\t' && m_text[at] <= u'\r')))
            ++at;
    }

    // The character and how many units it takes; 0 at the end.
    [[nodiscard]] std::pair<char32_t, int> character(qsizetype at) const
    {
        if (at >= m_text.size())
            return {U'\0', 0};
        const QChar c = m_text[at];
        if (c.isHighSurrogate() && at + 1 < m_text.size() && m_text[at + 1].isLowSurrogate())
            return {QChar::surrogateToUcs4(c, m_text[at + 1]), 2};
        return {c.unicode(), 1};
    }

    bool skipName(qsizetype &at) const
    {
        bool begins = true; // a name, where a digit may not stand
        bool after = false; // a dot, where something must
        while (true) {
            const auto [c, units] = character(at);
            const bool letter = units > 0 && (c == U'_' || QChar::isLetter(c));
            if (letter || (!begins && units > 0 && QChar::isNumber(c))) {
                begins = after = false;
            } else if (c == U'.' && !begins && !after) {
                after = true;
            } else {
                return !begins && !after;
            }
            at += units;
        }
    }

    QStringView m_text;
};

} // namespace

std::vector<TemplatePart> templateParts(QStringView text, Engine engine)
{
    if (engine == Engine::Plain)
        return PlainReader(text).read();
    std::vector<TemplatePart> parts;
    QRegularExpression pattern = patternOf(engine);
    pattern.setPatternOptions(QRegularExpression::DotMatchesEverythingOption);
    for (QRegularExpressionMatchIterator matches = pattern.globalMatch(text); matches.hasNext();)
        parts.push_back(partOf(matches.next()));
    return parts;
}

QStringList templateVariables(QStringView text, Engine engine)
{
    if (engine == Engine::Handlebars)
        if (const Result<HandlebarsTemplate> parsed = parseHandlebars(text))
            return handlebarsVariables(*parsed);
    QStringList names;
    for (const TemplatePart &part : templateParts(text, engine))
        if (part.kind == Kind::Variable && !names.contains(part.name))
            names << part.name;
    return names;
}

namespace {

QString valueFor(const TemplatePart &part, const QMap<QString, QString> &values, Engine engine, QStringView written)
{
    const auto found = values.find(part.name);
    if (found == values.end())
        return engine == Engine::Plain || engine == Engine::FString ? written.toString() : QString();
    return engine == Engine::Mustache && !part.raw ? found->toHtmlEscaped() : *found;
}

void addOnce(QStringList &list, const QString &text)
{
    if (!list.contains(text))
        list << text;
}

} // namespace

// Marks of roles and media have no place in a mere text: they stay as they are written.
static std::optional<Rendering> handlebarsText(const QString &text, const QMap<QString, QString> &values)
{
    const Result<HandlebarsTemplate> parsed = parseHandlebars(text);
    if (!parsed)
        return {};
    HandlebarsData data;
    data.values = templateValueOfTexts(values);
    Result<HandlebarsRendering> made = renderHandlebars(*parsed, data);
    if (!made)
        return {};
    Rendering rendering;
    rendering.missing = made->missing;
    for (const TemplatePiece &piece : made->pieces) {
        const QString name = u'"' + piece.text + u'"';
        switch (piece.kind) {
        case TemplatePiece::Kind::Text:
            rendering.text += piece.text;
            break;
        case TemplatePiece::Kind::Role:
            rendering.text += u"{{role "_s + name + u"}}"_s;
            break;
        case TemplatePiece::Kind::History:
            rendering.text += u"{{history}}"_s;
            break;
        case TemplatePiece::Kind::Section:
            rendering.text += u"{{section "_s + name + u"}}"_s;
            break;
        case TemplatePiece::Kind::Media:
            rendering.text += u"{{media url="_s + name + u"}}"_s;
            break;
        }
    }
    const QStringList used = handlebarsVariables(*parsed);
    for (auto it = values.begin(); it != values.end(); ++it)
        if (!used.contains(it.key()))
            rendering.unused << it.key();
    return rendering;
}

Rendering renderTemplate(const QString &text, const QMap<QString, QString> &values, Engine engine)
{
    if (engine == Engine::Handlebars)
        if (std::optional<Rendering> rendering = handlebarsText(text, values))
            return *rendering;
    Rendering rendering;
    QStringList used;
    qsizetype from = 0;
    for (const TemplatePart &part : templateParts(text, engine)) {
        const QStringView written = QStringView(text).mid(part.offset, part.length);
        rendering.text += QStringView(text).mid(from, part.offset - from);
        from = part.offset + part.length;
        if (part.kind == Kind::Variable) {
            rendering.text += valueFor(part, values, engine, written);
            addOnce(values.contains(part.name) ? used : rendering.missing, part.name);
        } else if (part.kind == Kind::Literal) {
            rendering.text += part.name;
        } else if (part.kind != Kind::Comment) {
            rendering.text += written;
            addOnce(rendering.unsupported, written.toString());
        }
    }
    rendering.text += QStringView(text).mid(from);
    for (auto it = values.begin(); it != values.end(); ++it)
        if (!used.contains(it.key()))
            rendering.unused << it.key();
    return rendering;
}

std::vector<Engine> enginesThatDiffer(const QString &text, const QMap<QString, QString> &values, Engine engine)
{
    const QString expected = renderTemplate(text, values, engine).text;
    std::vector<Engine> differing;
    for (const Engine other : {Engine::Plain, Engine::Handlebars, Engine::Mustache, Engine::Jinja, Engine::FString}) {
        const Rendering rendering = renderTemplate(text, values, other);
        if (other != engine && (rendering.text != expected || !rendering.unsupported.isEmpty()))
            differing.push_back(other);
    }
    return differing;
}

QMap<QString, QString> recoverValues(const QString &text, const QString &rendered)
{
    // Read once from the left with each value as short as it can be, and once as long: where both agree, it is certain.
    const auto read = [&](const QString &value) {
        QString pattern = u"^"_s;
        QStringList names;
        qsizetype from = 0;
        for (const TemplatePart &part : templateParts(text)) {
            pattern += QRegularExpression::escape(text.mid(from, part.offset - from));
            from = part.offset + part.length;
            const qsizetype known = names.indexOf(part.name);
            pattern += known < 0 ? value : u"\\g{%1}"_s.arg(known + 1);
            if (known < 0)
                names << part.name;
        }
        pattern += QRegularExpression::escape(text.mid(from)) + u"\\z"_s;
        const QRegularExpressionMatch match =
            QRegularExpression(pattern, QRegularExpression::DotMatchesEverythingOption).match(rendered);
        QMap<QString, QString> values;
        for (qsizetype i = 0; match.hasMatch() && i < names.size(); ++i)
            values.insert(names[i], match.captured(int(i) + 1));
        return values;
    };
    const QMap<QString, QString> shortest = read(u"(.*?)"_s);
    const QMap<QString, QString> longest = read(u"(.*)"_s);
    QMap<QString, QString> certain;
    for (auto it = shortest.begin(); it != shortest.end(); ++it)
        if (longest.value(it.key()) == it.value())
            certain.insert(it.key(), it.value());
    return certain;
}

} // namespace howdah::prompt
