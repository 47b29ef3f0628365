// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal/table.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace howdah::cli {

static bool isPlain(QChar c) { return c.unicode() >= 0x20 && c.unicode() < 0x7f; }

QString plainLine(const QString &text)
{
    if (std::ranges::all_of(text, isPlain))
        return text;
    QString plain;
    for (const QChar c : text) {
        if (c == u'\n')
            plain += u"\\n"_s;
        else if (c == u'\t')
            plain += u' ';
        else if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format)
            plain += u"\\u%1"_s.arg(uint(c.unicode()), 4, 16, QChar(u'0'));
        else
            plain += c;
    }
    return plain;
}

QString plainError(const Error &error) { return plainLines(describe(error)); }

QString plainLines(const QString &text)
{
    QStringList lines = text.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i)
        lines[i] = (i == 0 ? QString() : u"  "_s) + plainLine(lines[i]);
    return lines.join(u'\n');
}

QString alignedTable(std::vector<QStringList> rows)
{
    std::vector<qsizetype> widths;
    for (QStringList &row : rows) {
        widths.resize(std::max(widths.size(), size_t(row.size())));
        for (qsizetype i = 0; i < row.size(); ++i) {
            if (!std::ranges::all_of(std::as_const(row)[i], isPlain))
                row[i] = plainLine(row[i]);
            widths[size_t(i)] = std::max(widths[size_t(i)], row[i].size());
        }
    }
    qsizetype longest = 1;
    for (const qsizetype width : widths)
        longest += width + 2;
    QString text;
    text.reserve(longest * qsizetype(rows.size()));
    for (const QStringList &row : rows) {
        qsizetype blanks = 0; // in front of the next cell that holds something
        for (qsizetype i = 0; i < row.size(); ++i) {
            const QString &cell = row[i];
            if (!cell.isEmpty()) {
                text.resize(text.size() + std::exchange(blanks, 0), u' ');
                text += cell;
            }
            blanks += widths[size_t(i)] + 2 - cell.size();
        }
        text += u'\n';
    }
    return text;
}

} // namespace howdah::cli
