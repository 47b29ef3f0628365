// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/table.h"

using namespace Qt::StringLiterals;

namespace howdah::cli {

QString plainLine(const QString &text)
{
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
        QString line;
        for (qsizetype i = 0; i < row.size(); ++i)
            line += row[i].leftJustified(widths[size_t(i)] + 2);
        while (line.endsWith(u' '))
            line.chop(1);
        text += line + u'\n';
    }
    return text;
}

} // namespace howdah::cli
