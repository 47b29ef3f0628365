// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/query/querytable.h"

#include "base/propagate.h"
#include "cli/query/queryvalues.h"

#include <algorithm>
#include <clocale>
#include <cwchar>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using connection::RowBatch;

namespace {

// Columns of a terminal; what has none of its own counts as one.
int widthOf(const QString &text)
{
    int width = 0;
    for (const char32_t letter : text.toUcs4())
        width += letter < 0x300 ? 1 : std::max(0, ::wcwidth(wchar_t(letter)));
    return width;
}

// As psql shows it: other control characters as \x01, and a value of several lines on several lines.
QStringList linesOf(QByteArrayView value)
{
    QString text;
    for (const QChar c : QString::fromUtf8(value)) {
        if (c == u'\r')
            text += u"\\r"_s;
        else if (c == u'\t' || c == u'\n' || c >= u' ')
            text += c;
        else
            text += u"\\x%1"_s.arg(uint(c.unicode()), 2, 16, QLatin1Char('0')).toUpper().replace(u"\\X"_s, u"\\x"_s);
    }
    QStringList lines = text.split(u'\n');
    for (QString &line : lines) { // tabulators reach to the next eighth column
        for (qsizetype at = line.indexOf(u'\t'); at >= 0; at = line.indexOf(u'\t'))
            line.replace(at, 1, QString(8 - widthOf(line.first(at)) % 8, u' '));
    }
    return lines;
}

QString padded(const QString &text, int width, bool right)
{
    const QString blanks(std::max(0, width - widthOf(text)), u' ');
    return right ? blanks + text : text + blanks;
}

QString centred(const QString &text, int width)
{
    const int blanks = std::max(0, width - widthOf(text));
    return QString(blanks / 2, u' ') + text + QString(blanks - blanks / 2, u' ');
}

Result<void> eachBatch(const query::ResultStore &rows, const std::function<void(const RowBatch &, qint64 first)> &work)
{
    for (qint64 row = 0; row < rows.rowCount();) {
        ASSIGN_OR_RETURN(const query::ResultStore::Rows some, rows.at(row));
        work(*some.batch, some.first);
        row = some.end();
    }
    return {};
}

class TableWriter final
{
public:
    TableWriter(const query::ResultStore &rows, const TextSink &to)
        : m_rows(rows)
        , m_columns(rows.columns())
        , m_to(to)
    {
    }

    Result<void> write()
    {
        for (const connection::Column &column : *m_columns) {
            m_names << column.name;
            m_widths.push_back(widthOf(column.name));
            m_right.push_back(isNumberType(column.typeOid));
        }
        RETURN_IF_ERROR(eachBatch(m_rows, [this](const RowBatch &batch, qint64) { measure(batch); }));
        if (m_columns->empty()) {
            m_to("--\n");
        } else {
            QString head;
            QString rule;
            for (qsizetype i = 0; i < m_names.size(); ++i) {
                const int width = m_widths[std::size_t(i)];
                head += (i > 0 ? u"|"_s : QString()) + u' ' + centred(m_names[i], width) + u' ';
                rule += (i > 0 ? u"+"_s : QString()) + QString(width + 2, u'-');
            }
            m_to((head + u'\n' + rule + u'\n').toUtf8());
        }
        RETURN_IF_ERROR(eachBatch(m_rows, [this](const RowBatch &batch, qint64) { show(batch); }));
        const qint64 count = m_rows.rowCount();
        m_to('(' + QByteArray::number(count) + (count == 1 ? " row)\n\n" : " rows)\n\n"));
        return {};
    }

private:
    void measure(const RowBatch &batch)
    {
        for (qsizetype row = 0; row < batch.rowCount(); ++row) {
            for (std::size_t i = 0; i < m_widths.size(); ++i) {
                for (const QString &line : linesOf(batch.bytes(row, qsizetype(i))))
                    m_widths[i] = std::max(m_widths[i], widthOf(line));
            }
        }
    }

    void show(const RowBatch &batch)
    {
        QString text;
        for (qsizetype row = 0; row < batch.rowCount() && !m_widths.empty(); ++row) {
            std::vector<QStringList> cells;
            qsizetype lines = 1;
            for (std::size_t i = 0; i < m_widths.size(); ++i) {
                cells.push_back(linesOf(batch.bytes(row, qsizetype(i))));
                lines = std::max(lines, cells.back().size());
            }
            for (qsizetype line = 0; line < lines; ++line)
                text += lineOf(cells, line);
        }
        m_to(text.toUtf8());
    }

    // A + stands behind what goes on in the next line.
    [[nodiscard]] QString lineOf(const std::vector<QStringList> &cells, qsizetype line) const
    {
        QString text;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const bool goesOn = line + 1 < cells[i].size();
            const bool isLast = i + 1 == cells.size();
            QString cell = padded(cells[i].value(line), m_widths[i], m_right[i]);
            if (isLast && !m_right[i] && !goesOn)
                cell = cells[i].value(line);
            text += (i > 0 ? u"|"_s : QString()) + u' ' + cell;
            text += goesOn ? u"+"_s : isLast ? QString() : u" "_s;
        }
        return text + u'\n';
    }

    const query::ResultStore &m_rows;
    const std::shared_ptr<const connection::Columns> m_columns;
    const TextSink &m_to;
    QStringList m_names;
    std::vector<int> m_widths;
    std::vector<bool> m_right;
};

Result<void> writeRecords(const query::ResultStore &rows, const TextSink &to)
{
    const auto columns = rows.columns();
    int names = 0;
    for (const connection::Column &column : *columns)
        names = std::max(names, widthOf(column.name));
    int values = 0;
    RETURN_IF_ERROR(eachBatch(rows, [&](const RowBatch &batch, qint64) {
        for (qsizetype row = 0; row < batch.rowCount(); ++row) {
            for (qsizetype column = 0; column < batch.columnCount(); ++column) {
                for (const QString &line : linesOf(batch.bytes(row, column)))
                    values = std::max(values, widthOf(line));
            }
        }
    }));
    if (rows.rowCount() == 0) {
        to("(0 rows)\n\n");
        return {};
    }
    return eachBatch(rows, [&](const RowBatch &batch, qint64 first) {
        QString text;
        for (qsizetype row = 0; row < batch.rowCount(); ++row) {
            const QString title = u"-[ RECORD %1 ]"_s.arg(first + row + 1);
            QString rule = title + QString(std::max<qsizetype>(0, names + 1 - title.size()), u'-');
            rule += (title.size() > names + 1 ? u"-"_s : u"+"_s);
            rule += QString(std::max<qsizetype>(0, names + 1 + 2 + values - rule.size()), u'-');
            text += rule + u'\n';
            for (qsizetype column = 0; column < batch.columnCount(); ++column) {
                const QStringList lines = linesOf(batch.bytes(row, column));
                for (qsizetype line = 0; line < lines.size(); ++line) {
                    const QString name = line == 0 ? (*columns)[std::size_t(column)].name : QString();
                    const bool goesOn = line + 1 < lines.size();
                    text += padded(name, names, false) + u" | "_s
                          + (goesOn ? padded(lines[line], values, false) + u'+' : lines[line]) + u'\n';
                }
            }
        }
        if (first + batch.rowCount() == rows.rowCount())
            text += u'\n';
        to(text.toUtf8());
    });
}

} // namespace

Result<void> writeTable(const query::ResultStore &rows, bool expanded, const TextSink &to)
{
    if (!rows.columns())
        return {};
    return expanded ? writeRecords(rows, to) : TableWriter(rows, to).write();
}

} // namespace howdah::cli
