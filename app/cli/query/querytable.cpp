// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/query/querytable.h"

#include "base/propagate.h"
#include "cli/query/queryvalues.h"

#include <algorithm>
#include <clocale>
#include <cwchar>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using connection::RowBatch;

namespace {

// Text on its way out in pieces: values and the blanks beside them may be larger than memory.
class Pieces final
{
public:
    explicit Pieces(const TextSink &to)
        : m_to(to)
    {
    }
    ~Pieces() { flush(); }
    Pieces(const Pieces &) = delete;
    Pieces &operator=(const Pieces &) = delete;

    void add(QByteArrayView text)
    {
        while (!text.isEmpty()) {
            const qsizetype some = std::min(text.size(), Size - m_text.size());
            m_text += text.first(some);
            text = text.sliced(some);
            if (m_text.size() >= Size)
                flush();
        }
    }
    void repeat(char letter, qint64 times)
    {
        while (times > 0) {
            const auto some = qsizetype(std::min<qint64>(times, Size - m_text.size()));
            m_text.append(some, letter);
            times -= some;
            if (m_text.size() >= Size)
                flush();
        }
    }

private:
    void flush()
    {
        if (!m_text.isEmpty())
            m_to(m_text);
        m_text.resize(0);
    }

    static constexpr qsizetype Size = 64 << 10;
    const TextSink &m_to;
    QByteArray m_text;
};

// A letter of UTF-8; bytes that are none count as one letter each.
struct Letter
{
    char32_t code = 0xfffd;
    qsizetype size = 1;
};

Letter letterAt(QByteArrayView text)
{
    const auto byte = [text](qsizetype at) { return static_cast<unsigned char>(text[at]); };
    const unsigned char first = byte(0);
    if (first < 0x80)
        return {first, 1};
    const qsizetype size = first >= 0xf0 && first < 0xf8 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
    if (size == 1 || first >= 0xf8 || text.size() < size)
        return {};
    char32_t code = first & (0x7f >> size);
    for (qsizetype i = 1; i < size; ++i) {
        if ((byte(i) & 0xc0) != 0x80)
            return {};
        code = (code << 6) | (byte(i) & 0x3f);
    }
    return {code, size};
}

// Columns of a terminal; what has none of its own counts as one.
int widthOf(char32_t letter) { return letter < 0x300 ? 1 : std::max(0, ::wcwidth(wchar_t(letter))); }

bool isControl(char32_t letter) { return letter < U' ' || (letter >= 0x7f && letter < 0xa0); }

// A letter that is not shown as it is.
QByteArray shownAs(const Letter &letter)
{
    if (letter.code == U'\r')
        return "\\r";
    if (!isControl(letter.code)) // bytes that are no letter
        return "\xef\xbf\xbd";
    const QByteArray code = QByteArray::number(uint(letter.code), 16).toUpper();
    return letter.code < 0x80 ? "\\x" + code.rightJustified(2, '0') : "\\u" + code.rightJustified(4, '0');
}

// A line as psql shows it: other control characters as \x01, tabulators to the next eighth column. `piece` gets bytes,
// `blanks` how many of them. Answers the width.
template <typename Piece, typename Blanks>
qint64 eachPiece(QByteArrayView line, const Piece &piece, const Blanks &blanks)
{
    qint64 width = 0;
    qsizetype plain = 0; // from where on it stands as it is
    for (qsizetype at = 0; at < line.size();) {
        const Letter letter = letterAt(line.sliced(at));
        const bool isWrong = letter.code == 0xfffd && letter.size == 1;
        if (!isControl(letter.code) && !isWrong) {
            width += widthOf(letter.code);
            at += letter.size;
            continue;
        }
        piece(line.sliced(plain, at - plain));
        if (letter.code == U'\t') {
            const qint64 some = 8 - width % 8;
            blanks(some);
            width += some;
        } else {
            const QByteArray shown = shownAs(letter);
            piece(shown);
            width += isWrong ? 1 : shown.size();
        }
        at += letter.size;
        plain = at;
    }
    piece(line.sliced(plain));
    return width;
}

qint64 widthOf(QByteArrayView line)
{
    return eachPiece(line, [](QByteArrayView) {}, [](qint64) {});
}

// The lines of a value, one after the other; there is always one.
class Lines final
{
public:
    explicit Lines(QByteArrayView value)
        : m_left(value)
    {
    }
    [[nodiscard]] bool hasNext() const { return !m_ended; }
    // Empty behind the end.
    QByteArrayView next()
    {
        const qsizetype end = m_left.indexOf('\n');
        if (end < 0) {
            m_ended = true;
            return std::exchange(m_left, {});
        }
        const QByteArrayView line = m_left.first(end);
        m_left = m_left.sliced(end + 1);
        return line;
    }

private:
    QByteArrayView m_left;
    bool m_ended = false;
};

qint64 widestLine(QByteArrayView value)
{
    qint64 width = 0;
    for (Lines lines(value); lines.hasNext();)
        width = std::max(width, widthOf(lines.next()));
    return width;
}

void addLine(Pieces &to, QByteArrayView line)
{
    eachPiece(line, [&to](QByteArrayView piece) { to.add(piece); }, [&to](qint64 blanks) { to.repeat(' ', blanks); });
}

void addPadded(Pieces &to, QByteArrayView line, qint64 width, bool right)
{
    const qint64 blanks = width - widthOf(line);
    if (right)
        to.repeat(' ', blanks);
    addLine(to, line);
    if (!right)
        to.repeat(' ', blanks);
}

// The name of a column is shown as it is.
qint64 nameWidth(const QString &name)
{
    qint64 width = 0;
    for (const char32_t letter : name.toUcs4())
        width += widthOf(letter);
    return width;
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
            m_widths.push_back(nameWidth(column.name));
            m_right.push_back(isNumberType(column.typeOid));
        }
        RETURN_IF_ERROR(eachBatch(m_rows, [this](const RowBatch &batch, qint64) { measure(batch); }));
        writeHead();
        RETURN_IF_ERROR(eachBatch(m_rows, [this](const RowBatch &batch, qint64) { show(batch); }));
        const qint64 count = m_rows.rowCount();
        m_to.add('(' + QByteArray::number(count) + (count == 1 ? " row)\n\n" : " rows)\n\n"));
        return {};
    }

private:
    void measure(const RowBatch &batch)
    {
        for (qsizetype row = 0; row < batch.rowCount(); ++row) {
            for (std::size_t i = 0; i < m_widths.size(); ++i)
                m_widths[i] = std::max(m_widths[i], widestLine(batch.bytes(row, qsizetype(i))));
        }
    }

    void writeHead()
    {
        if (m_columns->empty())
            return m_to.add("--\n");
        for (std::size_t i = 0; i < m_widths.size(); ++i) {
            const QString &name = (*m_columns)[i].name;
            const qint64 blanks = m_widths[i] - nameWidth(name);
            m_to.add(i > 0 ? "| " : " ");
            m_to.repeat(' ', blanks / 2);
            m_to.add(name.toUtf8());
            m_to.repeat(' ', blanks - blanks / 2 + 1);
        }
        m_to.add("\n");
        for (std::size_t i = 0; i < m_widths.size(); ++i) {
            m_to.add(i > 0 ? "+" : "");
            m_to.repeat('-', m_widths[i] + 2);
        }
        m_to.add("\n");
    }

    void show(const RowBatch &batch)
    {
        std::vector<Lines> cells;
        for (qsizetype row = 0; row < batch.rowCount() && !m_widths.empty(); ++row) {
            cells.clear();
            for (std::size_t i = 0; i < m_widths.size(); ++i)
                cells.emplace_back(batch.bytes(row, qsizetype(i)));
            do
                showLine(cells);
            while (std::ranges::any_of(cells, &Lines::hasNext));
        }
    }

    // A + stands behind what goes on in the next line.
    void showLine(std::vector<Lines> &cells)
    {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const bool isBehind = !cells[i].hasNext();
            const QByteArrayView line = cells[i].next();
            const bool goesOn = cells[i].hasNext();
            const bool isLast = i + 1 == cells.size();
            m_to.add(i > 0 ? "| " : " ");
            if (isLast && !goesOn && (isBehind || !m_right[i]))
                addLine(m_to, line);
            else
                addPadded(m_to, line, m_widths[i], m_right[i]);
            m_to.add(goesOn ? "+" : isLast ? "" : " ");
        }
        m_to.add("\n");
    }

    const query::ResultStore &m_rows;
    const std::shared_ptr<const connection::Columns> m_columns;
    Pieces m_to;
    std::vector<qint64> m_widths;
    std::vector<bool> m_right;
};

// Each row as a record, with \x.
class RecordWriter final
{
public:
    RecordWriter(const query::ResultStore &rows, const TextSink &to)
        : m_rows(rows)
        , m_columns(rows.columns())
        , m_to(to)
    {
    }

    Result<void> write()
    {
        for (const connection::Column &column : *m_columns)
            m_names = std::max(m_names, nameWidth(column.name));
        RETURN_IF_ERROR(eachBatch(m_rows, [this](const RowBatch &batch, qint64) {
            for (qsizetype row = 0; row < batch.rowCount(); ++row) {
                for (qsizetype column = 0; column < batch.columnCount(); ++column)
                    m_values = std::max(m_values, widestLine(batch.bytes(row, column)));
            }
        }));
        if (m_rows.rowCount() == 0)
            m_to.add("(0 rows)\n");
        RETURN_IF_ERROR(eachBatch(m_rows, [this](const RowBatch &batch, qint64 first) {
            for (qsizetype row = 0; row < batch.rowCount(); ++row)
                show(batch, row, first + row + 1);
        }));
        m_to.add("\n");
        return {};
    }

private:
    void show(const RowBatch &batch, qsizetype row, qint64 number)
    {
        const QByteArray title = "-[ RECORD " + QByteArray::number(number) + " ]";
        const qint64 names = m_names + 1;
        m_to.add(title);
        m_to.repeat('-', names - title.size());
        m_to.add(title.size() > names ? "-" : "+");
        m_to.repeat('-', names + 2 + m_values - std::max<qint64>(title.size(), names) - 1);
        m_to.add("\n");
        for (qsizetype column = 0; column < batch.columnCount(); ++column) {
            QByteArray name = (*m_columns)[std::size_t(column)].name.toUtf8();
            qint64 blanks = m_names - nameWidth((*m_columns)[std::size_t(column)].name);
            for (Lines lines(batch.bytes(row, column)); lines.hasNext();) {
                const QByteArrayView line = lines.next();
                m_to.add(std::exchange(name, {}));
                m_to.repeat(' ', std::exchange(blanks, m_names));
                m_to.add(" | ");
                if (lines.hasNext())
                    addPadded(m_to, line, m_values, false);
                else
                    addLine(m_to, line);
                m_to.add(lines.hasNext() ? "+\n" : "\n");
            }
        }
    }

    const query::ResultStore &m_rows;
    const std::shared_ptr<const connection::Columns> m_columns;
    Pieces m_to;
    qint64 m_names = 0;
    qint64 m_values = 0;
};

} // namespace

Result<void> writeTable(const query::ResultStore &rows, bool expanded, const TextSink &to)
{
    if (!rows.columns())
        return {};
    return expanded ? RecordWriter(rows, to).write() : TableWriter(rows, to).write();
}

} // namespace howdah::cli
