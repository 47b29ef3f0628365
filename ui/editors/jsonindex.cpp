// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/jsonindex.h"

#include "base/jsonstring.h"
#include "data/page/jsontext.h"
#include "data/page/value.h"

#include <QCoreApplication>

#include <algorithm>

namespace howdah::ui {

static bool isBlank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
static bool isDigit(char c) { return c >= '0' && c <= '9'; }

static JsonKind kindOf(char c)
{
    switch (c) {
    case '{':
        return JsonKind::Object;
    case '[':
        return JsonKind::Array;
    case '"':
        return JsonKind::String;
    case 't':
        return JsonKind::True;
    case 'f':
        return JsonKind::False;
    case 'n':
        return JsonKind::Null;
    default:
        return JsonKind::Number;
    }
}

// One pass over the text. Containers that are open stand on a stack of its own: nesting costs no stack of the thread.
class JsonScanner final
{
public:
    JsonScanner(JsonIndex &index, const std::stop_token &stop)
        : m_index(index)
        , m_begin(index.m_text.constData())
        , m_end(m_begin + index.m_text.size())
        , m_at(m_begin)
        , m_stop(stop)
        , m_soft(index.m_softBreak.isEmpty() ? '\0' : index.m_softBreak.front())
    {
    }

    // false when it was stopped.
    bool run()
    {
        bool wantsValue = true;
        blanks();
        m_index.m_root.from = offset();
        m_index.m_root.kind = m_at < m_end ? kindOf(*m_at) : JsonKind::Null;
        while (m_message == nullptr && !(wantsValue == false && m_open.empty())) {
            if ((++m_steps & 0xffff) == 0 && m_stop.stop_requested())
                return false;
            wantsValue = wantsValue ? value() : next();
        }
        if (m_message == nullptr) {
            m_index.m_root.to = offset();
            blanks();
            if (m_at < m_end)
                fail(QT_TRANSLATE_NOOP("Editors", "There is text after the end of the value"));
        }
        if (m_message != nullptr)
            report();
        std::ranges::sort(m_index.m_bigs, {}, &JsonIndex::Big::from);
        return true;
    }

private:
    struct Open
    {
        qint64 from = 0;
        qint64 count = 0;
        bool isObject = false;
        std::vector<qint64> groups;
    };

    [[nodiscard]] qint64 offset() const { return m_at - m_begin; }
    [[nodiscard]] bool atSoftBreak() const
    {
        return m_soft != '\0' && *m_at == m_soft && QByteArrayView(m_at, m_end - m_at).startsWith(m_index.m_softBreak);
    }
    void blanks()
    {
        while (m_at < m_end) {
            if (isBlank(*m_at))
                ++m_at;
            else if (atSoftBreak())
                m_at += m_index.m_softBreak.size();
            else
                break;
        }
    }
    bool fail(const char *message)
    {
        m_message = message;
        return false;
    }

    // Reads a value; answers whether another one must follow at once: the first child of a container.
    bool value()
    {
        blanks();
        if (m_at == m_end)
            return fail(QT_TRANSLATE_NOOP("Editors", "A value is missing at the end"));
        if (!m_open.empty() && m_open.back().count > 0 && m_open.back().count % JsonIndex::groupSize == 0)
            m_open.back().groups.push_back(offset());
        if (!m_open.empty()) {
            ++m_open.back().count;
            if (m_open.back().isObject && !name())
                return false;
        }
        switch (*m_at) {
        case '{':
        case '[':
            return open();
        case '"':
            return string();
        case 't':
            return word("true");
        case 'f':
            return word("false");
        case 'n':
            return word("null");
        default:
            return number();
        }
    }

    bool open()
    {
        const char closing = *m_at == '{' ? '}' : ']';
        m_open.push_back({offset(), 0, *m_at == '{', {}});
        ++m_at;
        blanks();
        if (m_at == m_end || *m_at != closing)
            return true;
        close();
        return false;
    }

    void close()
    {
        ++m_at;
        Open &done = m_open.back();
        if (offset() - done.from > JsonIndex::bigSpan && int(m_open.size()) <= JsonIndex::deepest)
            m_index.m_bigs.push_back({done.from, offset(), done.count, std::move(done.groups)});
        m_open.pop_back();
    }

    // After a value inside a container; answers whether another one must follow.
    bool next()
    {
        blanks();
        const bool isObject = m_open.back().isObject;
        if (m_at < m_end && *m_at == ',') {
            ++m_at;
            return true;
        }
        if (m_at == m_end || *m_at != (isObject ? '}' : ']'))
            return fail(
                isObject ? QT_TRANSLATE_NOOP("Editors", "A comma or } was expected")
                         : QT_TRANSLATE_NOOP("Editors", "A comma or ] was expected"));
        close();
        return false;
    }

    bool name()
    {
        if (*m_at != '"')
            return fail(QT_TRANSLATE_NOOP("Editors", "A name in double quotes was expected"));
        string();
        if (m_message != nullptr)
            return false;
        blanks();
        if (m_at == m_end || *m_at != ':')
            return fail(QT_TRANSLATE_NOOP("Editors", "A colon was expected"));
        ++m_at;
        blanks();
        return m_at < m_end || fail(QT_TRANSLATE_NOOP("Editors", "A value is missing at the end"));
    }

    bool string()
    {
        for (++m_at; m_at < m_end; ++m_at) {
            const char c = *m_at;
            if (c == '"') {
                ++m_at;
                return false;
            }
            if (c == '\\') {
                if (!escape())
                    return false;
            } else if (quint8(c) < 0x20) {
                return fail(QT_TRANSLATE_NOOP("Editors", "A control character in a string must be escaped"));
            } else if (m_soft != '\0' && c == m_soft && atSoftBreak()) {
                m_at += m_index.m_softBreak.size() - 1;
            }
        }
        return fail(QT_TRANSLATE_NOOP("Editors", "A string is not closed"));
    }

    bool escape()
    {
        ++m_at;
        if (m_at == m_end || QByteArrayView("\"\\/bfnrtu").indexOf(*m_at) < 0)
            return fail(QT_TRANSLATE_NOOP("Editors", "This is not a valid escape sequence in JSON"));
        if (*m_at != 'u')
            return true;
        for (int digits = 0; digits < 4; ++digits) {
            ++m_at;
            if (m_at == m_end || !isxdigit(quint8(*m_at)))
                return fail(QT_TRANSLATE_NOOP("Editors", "\\u must be followed by four hexadecimal digits"));
        }
        return true;
    }

    bool word(QByteArrayView word)
    {
        if (!QByteArrayView(m_at, m_end - m_at).startsWith(word))
            return fail(QT_TRANSLATE_NOOP("Editors", "A value was expected"));
        m_at += word.size();
        return false;
    }

    bool digits()
    {
        if (m_at == m_end || !isDigit(*m_at))
            return fail(QT_TRANSLATE_NOOP("Editors", "A digit was expected"));
        while (m_at < m_end && isDigit(*m_at))
            ++m_at;
        return true;
    }

    bool number()
    {
        if (*m_at != '-' && !isDigit(*m_at))
            return fail(QT_TRANSLATE_NOOP("Editors", "A value was expected"));
        if (*m_at == '-')
            ++m_at;
        const bool zero = m_at < m_end && *m_at == '0';
        const char *from = m_at;
        if (!digits())
            return false;
        if (zero && m_at - from > 1) {
            m_at = from;
            return fail(QT_TRANSLATE_NOOP("Editors", "A number cannot have leading zeros"));
        }
        if (m_at < m_end && *m_at == '.') {
            ++m_at;
            if (!digits())
                return false;
        }
        if (m_at < m_end && (*m_at == 'e' || *m_at == 'E')) {
            ++m_at;
            if (m_at < m_end && (*m_at == '+' || *m_at == '-'))
                ++m_at;
            digits();
        }
        return false;
    }

    void report()
    {
        JsonProblem problem{offset(), 1, 1, QCoreApplication::translate("Editors", m_message)};
        const QByteArray before = m_index.bytes(0, offset());
        problem.line += before.count('\n');
        const qsizetype line = before.lastIndexOf('\n') + 1;
        problem.column = 1 + QString::fromUtf8(QByteArrayView(before).sliced(line)).size();
        m_index.m_problem = problem;
    }

    JsonIndex &m_index;
    const char *m_begin;
    const char *m_end;
    const char *m_at;
    std::stop_token m_stop;
    char m_soft;
    std::vector<Open> m_open;
    const char *m_message = nullptr;
    quint64 m_steps = 0;
};

std::optional<JsonIndex> JsonIndex::of(QByteArray text, const QByteArray &softBreak, const std::stop_token &stop)
{
    JsonIndex index;
    index.m_text = std::move(text);
    index.m_softBreak = softBreak;
    if (!JsonScanner(index, stop).run())
        return std::nullopt;
    return index;
}

// ---- reading around a place; the text is known to be right

const JsonIndex::Big *JsonIndex::big(qint64 from) const
{
    const auto found = std::ranges::lower_bound(m_bigs, from, {}, &Big::from);
    return found != m_bigs.end() && found->from == from ? &*found : nullptr;
}

qint64 JsonIndex::skipBlanks(qint64 at) const
{
    while (at < m_text.size()) {
        if (isBlank(m_text[at]))
            ++at;
        else if (!m_softBreak.isEmpty() && QByteArrayView(m_text).sliced(at).startsWith(m_softBreak))
            at += m_softBreak.size();
        else
            break;
    }
    return at;
}

qint64 JsonIndex::endOfString(qint64 at) const
{
    for (++at; at < m_text.size() && m_text[at] != '"'; ++at) {
        if (m_text[at] == '\\')
            ++at;
    }
    return qMin<qint64>(at + 1, m_text.size());
}

qint64 JsonIndex::endOfValue(qint64 at) const
{
    const char first = m_text[at];
    if (first == '"')
        return endOfString(at);
    if (first != '{' && first != '[') {
        while (at < m_text.size()
               && (isDigit(m_text[at]) || isalpha(quint8(m_text[at])) || m_text[at] == '-' || m_text[at] == '+'
                   || m_text[at] == '.'))
            ++at;
        return at;
    }
    if (const Big *known = big(at))
        return known->to;
    for (int depth = 0; at < m_text.size(); ++at) {
        const char c = m_text[at];
        if (c == '"')
            at = endOfString(at) - 1;
        else if (c == '{' || c == '[')
            ++depth;
        else if ((c == '}' || c == ']') && --depth == 0)
            return at + 1;
    }
    return at;
}

// The child that begins at `at`; moves to where the next one begins, or to the end of the container.
JsonNode JsonIndex::childAt(qint64 &at, bool named) const
{
    JsonNode node;
    if (named) {
        node.nameFrom = at;
        node.nameTo = endOfString(at);
        at = skipBlanks(skipBlanks(node.nameTo) + 1);
    }
    node.kind = kindOf(m_text[at]);
    node.from = at;
    node.to = endOfValue(at);
    at = skipBlanks(node.to);
    if (at < m_text.size() && m_text[at] == ',')
        at = skipBlanks(at + 1);
    return node;
}

qint64 JsonIndex::childCount(const JsonNode &container) const
{
    if (!container.isContainer())
        return 0;
    if (const Big *known = big(container.from))
        return known->count;
    if (container.to - container.from > bigSpan)
        return 0; // too deep
    qint64 count = 0;
    for (qint64 at = skipBlanks(container.from + 1); at < container.to - 1; ++count)
        (void)childAt(at, container.kind == JsonKind::Object);
    return count;
}

std::vector<JsonNode> JsonIndex::children(const JsonNode &container, qint64 first, qint64 count) const
{
    std::vector<JsonNode> nodes;
    qint64 at = skipBlanks(container.from + 1);
    qint64 number = 0;
    if (const Big *known = big(container.from)) {
        const auto group = qMin<size_t>(size_t(first / groupSize), known->groups.size());
        if (group > 0) {
            at = known->groups[group - 1];
            number = qint64(group) * groupSize;
        }
    }
    for (; at < container.to - 1 && qint64(nodes.size()) < count; ++number) {
        const JsonNode node = childAt(at, container.kind == JsonKind::Object);
        if (number >= first)
            nodes.push_back(node);
    }
    return nodes;
}

QByteArray JsonIndex::bytes(qint64 from, qint64 to) const
{
    QByteArray out = m_text.sliced(from, to - from);
    if (!m_softBreak.isEmpty())
        out.replace(m_softBreak, QByteArray());
    return out;
}

// ---- texts

std::optional<JsonProblem> jsonProblem(const QByteArray &text) { return JsonIndex::of(text)->problem(); }

QString jsonStringMeaning(const QByteArray &spelling)
{
    const auto value = data::valueOfJson(spelling, {});
    return value ? data::decoded(value->bytes()) : data::decoded(spelling);
}

QByteArray jsonString(const QString &text)
{
    QByteArray out;
    appendJsonString(out, text.toUtf8());
    return out;
}

QByteArray formattedJson(const QByteArray &json)
{
    QByteArray out;
    out.reserve(json.size() + json.size() / 4);
    qsizetype depth = 0;
    const auto newLine = [&] { out += '\n' + QByteArray(depth * 2, ' '); };
    for (qsizetype at = 0; at < json.size(); ++at) {
        const char c = json[at];
        if (isBlank(c))
            continue;
        if (c == '"') {
            const qsizetype from = at;
            for (++at; at < json.size() && json[at] != '"'; ++at) {
                if (json[at] == '\\')
                    ++at;
            }
            out += QByteArrayView(json).sliced(from, qMin(at + 1, json.size()) - from);
        } else if (c == '{' || c == '[') {
            qsizetype next = at + 1;
            while (next < json.size() && isBlank(json[next]))
                ++next;
            out += c;
            if (next < json.size() && (json[next] == '}' || json[next] == ']')) {
                out += json[next];
                at = next;
            } else {
                ++depth;
                newLine();
            }
        } else if (c == '}' || c == ']') {
            depth = qMax<qsizetype>(0, depth - 1);
            newLine();
            out += c;
        } else if (c == ',') {
            out += c;
            newLine();
        } else if (c == ':') {
            out += ": ";
        } else {
            out += c;
        }
    }
    return out;
}

} // namespace howdah::ui
