// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/jsontext.h"

#include "base/jsonstring.h"
#include "data/page/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::data {

static constexpr QByteArrayView wrapper = "$json";
static constexpr QByteArrayView textWrapper = "$jsontext"; // the document as a string

static bool isJsonBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static bool isDocument(const EditColumn &column) { return column.baseTypeOid == 114 || column.baseTypeOid == 3802; }

static bool isNumber(const EditColumn &column)
{
    switch (column.baseTypeOid) {
    case 20:   // bigint
    case 21:   // smallint
    case 23:   // integer
    case 26:   // oid
    case 700:  // real
    case 701:  // double precision
    case 1700: // numeric
        return true;
    default:
        return false;
    }
}

// -?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?
static bool isJsonNumber(QByteArrayView text)
{
    qsizetype at = 0;
    const auto digits = [&] {
        const qsizetype from = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9')
            ++at;
        return at - from;
    };
    if (at < text.size() && text[at] == '-')
        ++at;
    const bool zero = at < text.size() && text[at] == '0';
    if (const qsizetype count = digits(); count == 0 || (zero && count > 1))
        return false;
    if (at < text.size() && text[at] == '.') {
        ++at;
        if (digits() == 0)
            return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-'))
            ++at;
        if (digits() == 0)
            return false;
    }
    return at == text.size();
}

// What is inside {"$json": ...}; nothing when it is none.
static std::optional<QByteArrayView> unwrapped(QByteArrayView json, QByteArrayView key)
{
    if (!json.trimmed().startsWith('{'))
        return std::nullopt;
    qsizetype at = json.indexOf('{') + 1;
    const auto skip = [&] {
        while (at < json.size() && isJsonBlank(json[at]))
            ++at;
    };
    const auto expect = [&](QByteArrayView text) {
        skip();
        if (!json.sliced(at).startsWith(text))
            return false;
        at += text.size();
        return true;
    };
    if (!expect("\"") || !expect(key) || !expect("\"") || !expect(":"))
        return std::nullopt;
    if (at < json.size() && json[at] == ' ')
        ++at;
    const qsizetype end = json.lastIndexOf('}');
    return end >= at ? std::optional(json.sliced(at, end - at)) : std::nullopt;
}

void appendJson(QByteArray &to, const std::optional<QByteArray> &value, const EditColumn &column, JsonLines lines)
{
    if (!value) {
        to += "null";
    } else if (isDocument(column) && value->trimmed().isEmpty()) {
        to += "\"\""; // staged, and no document yet: what is written stays JSON all the same
    } else if (isDocument(column) && lines == JsonLines::One && (value->contains('\n') || value->contains('\r'))) {
        to += "{\"$jsontext\": "; // json keeps its line breaks
        appendJsonString(to, *value);
        to += '}';
    } else if (isDocument(column)) {
        const bool wraps = value->trimmed() == "null" || unwrapped(*value, wrapper) || unwrapped(*value, textWrapper)
                        || value->startsWith(' ') || value->endsWith(' ') || value->trimmed().size() != value->size();
        to += wraps ? "{\"$json\": " + *value + '}' : *value;
    } else if (column.baseTypeOid == 16) {
        to += *value == "t" ? "true" : "false";
    } else if (isNumber(column) && isJsonNumber(*value)) {
        to += *value;
    } else {
        appendJsonString(to, *value);
    }
}

// ---- reading

static Error notJson() { return makeError(ErrorKind::Invalid, tr("This is not valid JSON")); }

static void appendCodePoint(QByteArray &to, char32_t code) { to += QString::fromUcs4(&code, 1).toUtf8(); }

// The hexadecimal digits of \uXXXX at `at`; moves behind them.
static std::optional<char16_t> unitAt(QByteArrayView text, qsizetype &at)
{
    if (at + 4 > text.size())
        return std::nullopt;
    bool ok = false;
    const auto unit = char16_t(text.sliced(at, 4).toByteArray().toUShort(&ok, 16));
    at += 4;
    return ok ? std::optional(unit) : std::nullopt;
}

static bool appendEscape(QByteArray &to, QByteArrayView text, qsizetype &at)
{
    static constexpr QByteArrayView letters = "\"\\/bfnrt";
    static constexpr QByteArrayView meanings = "\"\\/\b\f\n\r\t";
    const char letter = text[at++];
    if (const qsizetype known = letters.indexOf(letter); known >= 0) {
        to += meanings[known];
        return true;
    }
    if (letter != 'u')
        return false;
    const auto unit = unitAt(text, at);
    if (!unit)
        return false;
    char32_t code = *unit;
    if (QChar::isHighSurrogate(code)) {
        if (!text.sliced(at).startsWith("\\u"))
            return false;
        at += 2;
        const auto low = unitAt(text, at);
        if (!low || !QChar::isLowSurrogate(*low))
            return false;
        code = QChar::surrogateToUcs4(*unit, *low);
    }
    appendCodePoint(to, code);
    return true;
}

static Result<QByteArray> stringOf(QByteArrayView json)
{
    if (json.size() < 2 || json.front() != '"' || json.back() != '"')
        return fail(notJson());
    const QByteArrayView text = json.sliced(1, json.size() - 2);
    QByteArray out("");
    for (qsizetype at = 0; at < text.size();) {
        const char c = text[at++];
        if (c == '"' || (c == '\\' && at == text.size()))
            return fail(notJson());
        if (c != '\\')
            out += c;
        else if (!appendEscape(out, text, at))
            return fail(notJson());
    }
    return out;
}

static qsizetype endOfValue(QByteArrayView text, qsizetype at);

static qsizetype afterBlanks(QByteArrayView text, qsizetype at)
{
    while (at < text.size() && isJsonBlank(text[at]))
        ++at;
    return at;
}

// One past the JSON that begins at `at`, however it is nested; -1 when it is none.
static qsizetype afterJson(QByteArrayView text, qsizetype at, int depth)
{
    constexpr int deepest = 1000;
    const auto sees = [&](char c) { return at < text.size() && text[at] == c; };
    if (at >= text.size() || depth > deepest)
        return -1;
    const bool isObject = text[at] == '{';
    if (!isObject && text[at] != '[') {
        const qsizetype end = endOfValue(text, at);
        const QByteArrayView word = end < 0 ? QByteArrayView() : text.sliced(at, end - at);
        const bool good = word.startsWith('"')
                            ? stringOf(word).has_value()
                            : word == "true" || word == "false" || word == "null" || isJsonNumber(word);
        return good ? end : -1;
    }
    const char close = isObject ? '}' : ']';
    at = afterBlanks(text, at + 1);
    if (sees(close))
        return at + 1;
    while (true) {
        if (isObject) {
            const qsizetype name = sees('"') ? afterJson(text, at, depth + 1) : -1;
            if (name < 0)
                return -1;
            at = afterBlanks(text, name);
            if (!sees(':'))
                return -1;
            at = afterBlanks(text, at + 1);
        }
        const qsizetype value = afterJson(text, at, depth + 1);
        if (value < 0)
            return -1;
        at = afterBlanks(text, value);
        if (sees(close))
            return at + 1;
        if (!sees(','))
            return -1;
        at = afterBlanks(text, at + 1);
    }
}

Result<CellValue> valueOfJson(QByteArrayView json, const EditColumn &column)
{
    if (json == "null")
        return CellValue::null();
    if (isDocument(column)) {
        if (const auto text = unwrapped(json, textWrapper)) {
            const auto document = stringOf(text->trimmed());
            return document ? Result<CellValue>(CellValue::text(*document)) : fail(document.error());
        }
        const auto inner = unwrapped(json, wrapper);
        return CellValue::text(inner.value_or(json).toByteArray());
    }
    if (json.startsWith('"')) {
        const auto text = stringOf(json);
        return text ? Result<CellValue>(CellValue::text(*text)) : fail(text.error());
    }
    // Of a number the type's input function judges, which knows NaN; elsewhere nobody else would.
    if (!isNumber(column) && afterJson(json, 0, 0) != json.size())
        return fail(notJson());
    return CellValue::text(json.toByteArray());
}

// The end of the value that begins at `at`: of a string, a document in brackets, or a word.
static qsizetype endOfValue(QByteArrayView text, qsizetype at)
{
    int depth = 0;
    bool inString = false;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (inString) {
            if (c == '\\')
                ++at;
            else if (c == '"') {
                inString = false;
                if (depth == 0)
                    return at + 1;
            }
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (depth > 0 && (c == '}' || c == ']')) {
            if (--depth == 0)
                return at + 1;
        } else if (depth == 0 && (c == ',' || c == '}' || c == ']' || isJsonBlank(c))) {
            return at;
        }
    }
    return inString || depth > 0 ? -1 : at;
}

Result<std::vector<JsonMember>> membersOf(QByteArrayView object)
{
    std::vector<JsonMember> members;
    qsizetype at = 0;
    const auto skip = [&] {
        while (at < object.size() && isJsonBlank(object[at]))
            ++at;
        return at < object.size() ? object[at] : '\0';
    };
    if (skip() != '{')
        return fail(notJson());
    ++at;
    if (skip() == '}')
        return members;
    while (true) {
        if (skip() != '"')
            return fail(notJson());
        const qsizetype nameEnd = endOfValue(object, at);
        if (nameEnd < 0)
            return fail(notJson());
        const auto name = stringOf(object.sliced(at, nameEnd - at));
        at = nameEnd;
        if (!name || skip() != ':')
            return fail(notJson());
        ++at;
        skip();
        const qsizetype end = endOfValue(object, at);
        if (end <= at)
            return fail(notJson());
        members.push_back({*name, object.sliced(at, end - at).toByteArray()});
        at = end;
        const char next = skip();
        ++at;
        if (next == '}')
            return members;
        if (next != ',')
            return fail(notJson());
    }
}

Result<std::vector<JsonObject>> JsonObjectReader::feed(QByteArrayView bytes)
{
    std::vector<JsonObject> out;
    for (const char c : bytes) {
        if (c == '\n')
            ++m_line;
        if (m_depth == 0) {
            if (isJsonBlank(c) || (c == ',' && m_inArray))
                continue;
            if (c == '{' && !m_ended) {
                m_depth = 1;
                m_object = "{";
                m_objectLine = m_line;
            } else if (c == '[' && !m_inArray && !m_ended && m_objectLine == 0) {
                m_inArray = true;
            } else if (c == ']' && m_inArray) {
                m_inArray = false;
                m_ended = true;
            } else {
                return fail(
                    ErrorKind::Invalid, tr("Line %1: an object was expected").arg(m_line),
                    tr("The file must contain JSON objects, one per row, on their own or in an array."));
            }
            continue;
        }
        m_object += c;
        if (m_inString) {
            if (m_escaped)
                m_escaped = false;
            else if (c == '\\')
                m_escaped = true;
            else if (c == '"')
                m_inString = false;
        } else if (c == '"') {
            m_inString = true;
        } else if (c == '{' || c == '[') {
            ++m_depth;
        } else if ((c == '}' || c == ']') && --m_depth == 0) {
            out.push_back({std::exchange(m_object, {}), m_objectLine});
        }
    }
    return out;
}

Result<void> JsonObjectReader::finish() const
{
    if (m_depth > 0)
        return fail(ErrorKind::Invalid, tr("The object that begins on line %1 is not closed").arg(m_objectLine));
    if (m_inArray)
        return fail(ErrorKind::Invalid, tr("The array is not closed"));
    return {};
}

} // namespace howdah::data
