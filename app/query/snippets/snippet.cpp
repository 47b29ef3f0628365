// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/snippets/snippet.h"

#include "base/plainfile.h"
#include "query/tr.h"
#include "resources/resources.h"
#include "yaml/nodereader.h"

#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query {

namespace {

SnippetFile readYaml(const QByteArray &yaml, const QString &file, bool isOwn)
{
    SnippetFile read;
    std::vector<yaml::DefinitionProblem> problems;
    yaml::NodeReader reader(problems);
    try {
        const YAML::Node root = YAML::Load(std::string(yaml.constData(), std::size_t(yaml.size())));
        if (!root.IsMap() && !root.IsNull())
            reader.note(root.Mark(), tr("The file must be a map of words"), tr("Write word:, and below it text:."));
        for (const auto &entry : root.IsMap() ? root : YAML::Node()) {
            Snippet snippet;
            snippet.word = yaml::scalar(entry.first);
            snippet.isOwn = isOwn;
            reader.readMap(
                entry.second, u"\"%1\""_s.arg(snippet.word),
                {{u"title"_s, reader.text(snippet.title)}, {u"text"_s, reader.text(snippet.text)}});
            if (snippet.text.isEmpty())
                reader.note(entry.first.Mark(), tr("\"%1\" has no text").arg(snippet.word));
            else if (!snippet.word.isEmpty())
                read.snippets << snippet;
        }
    } catch (const YAML::Exception &error) {
        const bool isPlaced = !error.mark.is_null();
        problems.push_back(
            {isPlaced ? error.mark.line + 1 : 0,
             isPlaced ? error.mark.column + 1 : 0,
             tr("The file is not YAML: %1").arg(QString::fromStdString(error.msg)),
             {}});
    }
    for (const yaml::DefinitionProblem &problem : problems)
        read.problems << yaml::describe(problem, file);
    return read;
}

// Reads fields as it goes.
class Filler final
{
public:
    Filler(const QString &text, QByteArrayView indent, QByteArrayView lineEnd)
        : m_text(text)
        , m_indent(indent)
        , m_lineEnd(lineEnd)
    {
    }

    FilledSnippet fill()
    {
        for (m_at = 0; m_at < m_text.size();) {
            const QChar c = m_text[m_at];
            if (c == u'\\' && m_at + 1 < m_text.size() && (m_text[m_at + 1] == u'$' || m_text[m_at + 1] == u'\\')) {
                put(m_text[m_at + 1]);
                m_at += 2;
            } else if (c != u'$' || !field()) {
                put(c);
                ++m_at;
            }
        }
        if (std::ranges::none_of(m_filled.fields, [](const auto &field) { return field.number == 0; }))
            m_filled.fields.push_back({0, m_filled.text.size(), 0});
        return m_filled;
    }

private:
    void put(QChar c)
    {
        if (c == u'\n') {
            m_filled.text += m_lineEnd;
            m_filled.text += m_indent;
        } else if (c.isHighSurrogate()) {
            m_high = c;
        } else {
            m_filled.text += (c.isLowSurrogate() ? QString(m_high) + c : QString(c)).toUtf8();
        }
    }

    // $1 or ${1:what}
    bool field()
    {
        const bool isBraced = m_at + 1 < m_text.size() && m_text[m_at + 1] == u'{';
        qsizetype at = m_at + (isBraced ? 2 : 1);
        const qsizetype digits = at;
        while (at < m_text.size() && at - digits < 2 && m_text[at] >= u'0' && m_text[at] <= u'9')
            ++at;
        if (at == digits)
            return false;
        const int number = QStringView(m_text).sliced(digits, at - digits).toInt();
        QString content;
        if (isBraced) {
            const qsizetype end = m_text.indexOf(u'}', at);
            if (end < 0 || (m_text[at] != u':' && end != at))
                return false;
            content = end > at ? m_text.sliced(at + 1, end - at - 1) : QString();
            at = end + 1;
        }
        // The same again: what the first one says.
        const auto first = std::ranges::find(m_filled.fields, number, &FilledSnippet::Field::number);
        if (content.isEmpty() && first != m_filled.fields.end())
            content = QString::fromUtf8(m_filled.text.sliced(first->offset, first->size));
        const qsizetype offset = m_filled.text.size();
        for (const QChar c : std::as_const(content))
            put(c);
        m_filled.fields.push_back({number, offset, m_filled.text.size() - offset});
        m_at = at;
        return true;
    }

    const QString &m_text;
    QByteArrayView m_indent;
    QByteArrayView m_lineEnd;
    FilledSnippet m_filled;
    qsizetype m_at = 0;
    QChar m_high;
};

} // namespace

FilledSnippet fillSnippet(const QString &text, QByteArrayView indent, QByteArrayView lineEnd)
{
    // A block of YAML ends with a newline that nobody means.
    return Filler(text.endsWith(u'\n') ? text.chopped(1) : text, indent, lineEnd).fill();
}

QString ownSnippetFile()
{
    const QString moved = qEnvironmentVariable("HOWDAH_DATA_DIR");
    const QString base = moved.isEmpty()
                           ? QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/howdah"_s
                           : moved;
    return base + u"/snippets.yaml"_s;
}

SnippetFile readSnippets(const QString &ownFile)
{
    SnippetFile all;
    if (QFileInfo::exists(ownFile)) {
        if (const Result<QByteArray> bytes = readPlainFile(ownFile))
            all = readYaml(*bytes, QFileInfo(ownFile).fileName(), true);
        else
            all.problems << bytes.error().message;
    }
    const QString shipped = u"snippets/snippets.yaml"_s;
    for (const Snippet &snippet : readYaml(resourceText(shipped).toUtf8(), shipped, false).snippets) {
        if (std::ranges::none_of(all.snippets, [&](const Snippet &own) { return own.word == snippet.word; }))
            all.snippets << snippet;
    }
    std::ranges::stable_sort(all.snippets, {}, &Snippet::word);
    return all;
}

} // namespace howdah::query
