// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/arraytext.h"

#include "base/propagate.h"

#include <QCoreApplication>

namespace howdah::data {

// What the server's array input takes for white space.
static bool isArrayBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static Error notAnArray(const char *why)
{
    return makeError(ErrorKind::Invalid, QCoreApplication::translate("Data", why));
}

namespace {

class ArrayReader final
{
public:
    ArrayReader(QByteArrayView text, char delimiter)
        : m_text(text)
        , m_delimiter(delimiter)
    {
    }

    Result<ArrayText> read()
    {
        ArrayText array;
        skipBlanks();
        if (at() == '[') {
            const qsizetype equals = m_text.indexOf('=', m_at);
            if (equals < 0)
                return fail(notAnArray(QT_TRANSLATE_NOOP("Data", "The bounds of the array have no '='")));
            array.bounds = m_text.sliced(m_at, equals + 1 - m_at).toByteArray();
            m_at = equals + 1;
            skipBlanks();
        }
        if (at() != '{')
            return fail(notAnArray(QT_TRANSLATE_NOOP("Data", "An array must begin with '{'")));
        ++m_at;
        RETURN_IF_ERROR(elements(array));
        skipBlanks();
        if (m_at < m_text.size())
            return fail(notAnArray(QT_TRANSLATE_NOOP("Data", "There is text after the end of the array")));
        return array;
    }

private:
    [[nodiscard]] char at() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    void skipBlanks()
    {
        while (m_at < m_text.size() && isArrayBlank(m_text[m_at]))
            ++m_at;
    }

    Result<void> elements(ArrayText &array)
    {
        skipBlanks();
        if (at() == '}' && array.elements.empty()) {
            ++m_at;
            return {};
        }
        while (true) {
            skipBlanks();
            ASSIGN_OR_RETURN(auto element, at() == '{' ? nested() : at() == '"' ? quoted() : bare());
            array.elements.push_back(std::move(element));
            skipBlanks();
            const char next = at();
            ++m_at;
            if (next == '}')
                return {};
            if (next != m_delimiter)
                return fail(notAnArray(QT_TRANSLATE_NOOP("Data", "The array is not closed")));
        }
    }

    Result<ArrayElement> nested()
    {
        const qsizetype from = m_at;
        int depth = 0;
        for (bool inQuotes = false; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '\\')
                ++m_at;
            else if (c == '"')
                inQuotes = !inQuotes;
            else if (!inQuotes && c == '{')
                ++depth;
            else if (!inQuotes && c == '}' && --depth == 0) {
                ++m_at;
                const QByteArray spelling = m_text.sliced(from, m_at - from).toByteArray();
                return ArrayElement{spelling, CellValue::text(spelling), true};
            }
        }
        return fail(notAnArray(QT_TRANSLATE_NOOP("Data", "A nested array is not closed")));
    }

    Result<ArrayElement> quoted()
    {
        const qsizetype from = m_at++;
        QByteArray meaning("");
        for (; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] == '"') {
                ++m_at;
                return ArrayElement{m_text.sliced(from, m_at - from).toByteArray(), CellValue::text(meaning), false};
            }
            if (m_text[m_at] == '\\' && ++m_at == m_text.size())
                break;
            meaning += m_text[m_at];
        }
        return fail(notAnArray(QT_TRANSLATE_NOOP("Data", "A quoted element is not closed")));
    }

    Result<ArrayElement> bare()
    {
        const qsizetype from = m_at;
        QByteArray meaning("");
        qsizetype end = 0; // without the blanks behind it, which mean nothing
        bool escaped = false;
        for (; m_at < m_text.size() && m_text[m_at] != m_delimiter && m_text[m_at] != '}'; ++m_at) {
            const char c = m_text[m_at];
            if (c == '"' || c == '{')
                return fail(notAnArray(QT_TRANSLATE_NOOP("Data", "There is a quote or brace inside an element")));
            const bool isEscape = c == '\\' && m_at + 1 < m_text.size();
            meaning += isEscape ? m_text[++m_at] : c;
            escaped |= isEscape;
            if (isEscape || !isArrayBlank(c))
                end = meaning.size();
        }
        meaning.truncate(end);
        if (meaning.isEmpty())
            return fail(notAnArray(QT_TRANSLATE_NOOP("Data", "An element is missing; write \"\" for an empty string")));
        const QByteArray spelling = m_text.sliced(from, m_at - from).trimmed().toByteArray();
        const bool null = !escaped && meaning.compare("null", Qt::CaseInsensitive) == 0;
        return ArrayElement{spelling, null ? CellValue::null() : CellValue::text(meaning), false};
    }

    QByteArrayView m_text;
    char m_delimiter;
    qsizetype m_at = 0;
};

} // namespace

Result<ArrayText> arrayTextOf(QByteArrayView text, char delimiter) { return ArrayReader(text, delimiter).read(); }

QByteArray ArrayText::text(char delimiter) const
{
    QByteArray out = bounds + '{';
    for (const ArrayElement &element : elements) {
        if (&element != &elements.front())
            out += delimiter;
        out += element.spelling;
    }
    return out + '}';
}

static bool needsQuotes(const QByteArray &text, char delimiter)
{
    if (text.isEmpty() || text.compare("null", Qt::CaseInsensitive) == 0)
        return true;
    for (const char c : text) {
        if (c == '"' || c == '\\' || c == '{' || c == '}' || c == delimiter || isArrayBlank(c))
            return true;
    }
    return false;
}

ArrayElement arrayElement(const CellValue &value, char delimiter)
{
    if (!value.isText())
        return {"NULL", CellValue::null(), false};
    if (!needsQuotes(value.bytes(), delimiter))
        return {value.bytes(), value, false};
    QByteArray spelling = "\"";
    for (const char c : value.bytes()) {
        if (c == '"' || c == '\\')
            spelling += '\\';
        spelling += c;
    }
    return {spelling + '"', value, false};
}

QByteArray arrayOf(const std::vector<std::optional<QByteArray>> &values)
{
    ArrayText array;
    for (const auto &value : values)
        array.elements.push_back(arrayElement(CellValue::of(value)));
    return array.text();
}

} // namespace howdah::data
