// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/format/formatconfig.h"

#include "base/plainfile.h"
#include "base/propagate.h"
#include "sql/tr.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <optional>
#include <ranges>
#include <vector>

using namespace Qt::StringLiterals;

namespace howdah::sql {

namespace {

constexpr qint64 LargestConfig = 1 << 20;
constexpr int WidestIndent = 16;
constexpr int NarrowestLine = 40;
constexpr int WidestLine = 1000;
constexpr qsizetype LongestPattern = 1000;

// One part of a section's name as a regular expression: * ** ? [a-z] [!a] {a,b} {1..9}
class GlobReader final
{
public:
    explicit GlobReader(QStringView glob)
        : m_glob(glob)
    {
    }

    QString pattern()
    {
        QString out;
        while (m_at < m_glob.size())
            out += one();
        return out;
    }

private:
    QString one()
    {
        const QChar c = m_glob[m_at++];
        if (c == u'*') {
            const bool isDeep = m_at < m_glob.size() && m_glob[m_at] == u'*';
            m_at += isDeep ? 1 : 0;
            return isDeep ? u".*"_s : u"[^/]*"_s;
        }
        if (c == u'?')
            return u"[^/]"_s;
        if (c == u'\\' && m_at < m_glob.size())
            return QRegularExpression::escape(QString(m_glob[m_at++]));
        if (c == u'[' && m_glob.indexOf(u']', m_at) > m_at)
            return characters();
        if (c == u'{' && m_glob.indexOf(u'}', m_at) > m_at && m_depth == 0)
            return alternatives();
        return QRegularExpression::escape(QString(c));
    }
    QString characters()
    {
        const qsizetype end = m_glob.indexOf(u']', m_at);
        QString inside = m_glob.sliced(m_at, end - m_at).toString();
        m_at = end + 1;
        const bool isOther = inside.startsWith(u'!');
        inside.remove(0, isOther ? 1 : 0).replace(u'\\', u"\\\\"_s).replace(u'[', u"\\["_s).replace(u'^', u"\\^"_s);
        return (isOther ? u"[^"_s : u"["_s) + inside + u']';
    }
    QString alternatives()
    {
        const qsizetype end = m_glob.indexOf(u'}', m_at);
        const QStringView inside = m_glob.sliced(m_at, end - m_at);
        m_at = end + 1;
        if (!inside.contains(u',')) // numbers {1..9} are anybody's
            return inside.contains(".."_L1) ? u"[+-]?\\d+"_s : u"\\{%1\\}"_s.arg(GlobReader(inside).pattern());
        QStringList patterns;
        for (const QStringView part : inside.split(u',')) {
            GlobReader reader(part);
            reader.m_depth = 1;
            patterns << reader.pattern();
        }
        return u"(?:"_s + patterns.join(u'|') + u')';
    }

    QStringView m_glob;
    qsizetype m_at = 0;
    int m_depth = 0;
};

bool isMatch(QStringView section, const QString &below)
{
    if (section.size() > LongestPattern)
        return false;
    const bool isPath = section.contains(u'/');
    if (section.startsWith(u'/'))
        section = section.sliced(1);
    const QString pattern = (isPath ? QString() : u"(?:.*/)?"_s) + GlobReader(section).pattern();
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern)).match(below).hasMatch();
}

// A whole number in these bounds; what is none is left out, as every editor does.
std::optional<int> number(const QString &value, int least, int most)
{
    bool isNumber = false;
    const int read = value.toInt(&isNumber);
    return isNumber && read >= least && read <= most ? std::optional(read) : std::nullopt;
}

// The keys of a file that count for one, put into a style at the end, as they hang on one another.
struct StyleKeys
{
    QString indentSize;
    QString tabWidth;
};

Result<void> takeOwn(FormatStyle &style, const QString &key, const QString &value, int line)
{
    if (key == "howdah_sql_keyword_case"_L1) {
        if (value == "upper"_L1)
            style.keywordCase = KeywordCase::Upper;
        else if (value == "lower"_L1)
            style.keywordCase = KeywordCase::Lower;
        else if (value == "keep"_L1 || value == "preserve"_L1)
            style.keywordCase = KeywordCase::Keep;
        else
            return fail(
                ErrorKind::Invalid, tr("line %1: %2 cannot be \"%3\"").arg(line).arg(key, value),
                tr("Its values are upper, lower and keep."));
    } else if (key == "howdah_sql_comma"_L1) {
        if (value != "trailing"_L1 && value != "leading"_L1)
            return fail(
                ErrorKind::Invalid, tr("line %1: %2 cannot be \"%3\"").arg(line).arg(key, value),
                tr("Its values are trailing and leading."));
        style.comma = value == "leading"_L1 ? CommaPlace::Leading : CommaPlace::Trailing;
    } else if (key.startsWith("howdah_sql_"_L1)) {
        return fail(
            ErrorKind::Invalid, tr("line %1: there is no key %2").arg(line).arg(key),
            tr("The keys are howdah_sql_keyword_case and howdah_sql_comma."));
    }
    return {};
}

void takeCommon(FormatStyle &style, StyleKeys &keys, const QString &key, const QString &value)
{
    if (key == "indent_style"_L1 && (value == "tab"_L1 || value == "space"_L1))
        style.indentByTabs = value == "tab"_L1;
    else if (key == "indent_size"_L1)
        keys.indentSize = value;
    else if (key == "tab_width"_L1)
        keys.tabWidth = value;
    else if (key == "max_line_length"_L1)
        style.lineWidth = number(value, NarrowestLine, WidestLine)
                              .value_or(value == "off"_L1 ? FormatStyle().lineWidth : style.lineWidth);
}

} // namespace

Result<EditorConfig> readEditorConfig(const QString &text, const QString &below, const FormatStyle &style)
{
    EditorConfig config{style, false};
    StyleKeys keys;
    bool counts = false; // the section is about the file
    bool isHead = true;
    int line = 0;
    for (const QString &raw : text.split(u'\n')) {
        ++line;
        const QString trimmed = raw.trimmed();
        if (trimmed.isEmpty() || trimmed.startsWith(u'#') || trimmed.startsWith(u';'))
            continue;
        if (trimmed.startsWith(u'[') && trimmed.endsWith(u']')) {
            isHead = false;
            counts = isMatch(QStringView(trimmed).sliced(1).chopped(1), below);
            continue;
        }
        const qsizetype equals = trimmed.indexOf(u'=');
        if (equals < 0)
            continue;
        const QString key = trimmed.first(equals).trimmed().toLower();
        const QString value = trimmed.sliced(equals + 1).trimmed().toLower();
        if (isHead)
            config.isRoot |= key == "root"_L1 && value == "true"_L1;
        if (isHead || !counts)
            continue;
        RETURN_IF_ERROR(takeOwn(config.style, key, value, line));
        takeCommon(config.style, keys, key, value);
    }
    const QString size = keys.indentSize == "tab"_L1 || keys.indentSize.isEmpty() ? keys.tabWidth : keys.indentSize;
    config.style.indentSize = number(size, 1, WidestIndent).value_or(config.style.indentSize);
    return config;
}

Result<FormatStyle> formatStyleFor(const QString &path)
{
    struct Found
    {
        QString file;
        QString text;
        QString below;
    };
    std::vector<Found> found; // the nearest first
    const QString whole = QDir::cleanPath(QFileInfo(path).absoluteFilePath());
    for (QDir folder = QFileInfo(whole).dir();;) {
        const QString file = folder.filePath(u".editorconfig"_s);
        if (const auto bytes = readPlainFile(file, LargestConfig)) {
            found.push_back({file, QString::fromUtf8(*bytes), folder.relativeFilePath(whole)});
            // Whether it is the last is in its head, whatever it is about.
            if (const auto read = readEditorConfig(found.back().text, QString(), {}); read && read->isRoot)
                break;
        } else if (bytes.error().kind != ErrorKind::NotFound) {
            return fail(bytes.error());
        }
        if (folder.isRoot() || !folder.cdUp())
            break;
    }
    FormatStyle style;
    for (const Found &one : found | std::views::reverse) {
        const auto read = readEditorConfig(one.text, one.below, style);
        if (!read)
            return fail(ErrorKind::Invalid, tr("%1, %2").arg(one.file, read.error().message), read.error().hint);
        style = read->style;
    }
    return style;
}

} // namespace howdah::sql
