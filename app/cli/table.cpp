// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/table.h"

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

QString alignedTable(const std::vector<QStringList> &rows)
{
    std::vector<qsizetype> widths;
    std::vector<QStringList> cells;
    for (const QStringList &row : rows) {
        QStringList &line = cells.emplace_back();
        widths.resize(std::max(widths.size(), size_t(row.size())));
        for (qsizetype i = 0; i < row.size(); ++i) {
            line << plainLine(row[i]);
            widths[size_t(i)] = std::max(widths[size_t(i)], line.last().size());
        }
    }
    QString text;
    for (const QStringList &row : cells) {
        qsizetype blanks = 0; // in front of the next cell that holds something
        for (qsizetype i = 0; i < row.size(); ++i) {
            if (!row[i].isEmpty())
                text += QString(std::exchange(blanks, 0), u' ') + row[i];
            blanks += widths[size_t(i)] + 2 - row[i].size();
        }
        text += u'\n';
    }
    return text;
}

} // namespace howdah::cli
