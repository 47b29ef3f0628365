// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/cliptext.h"

#include "base/jsonstring.h"
#include "data/page/tr.h"
#include "data/transfer/delimited.h"
#include "data/page/jsontext.h"
#include "sql/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

using Row = std::vector<CellValue>;

static const EditColumn &columnOf(const ClipBlock &block, size_t at)
{
    return block.target->columns[size_t(block.columns[at])];
}

// ---- writing

static void appendLine(QByteArray &to, const Row &cells, const DelimitedFormat &format)
{
    for (size_t i = 0; i < cells.size(); ++i) {
        if (i > 0)
            to += format.delimiter;
        appendField(to, cells[i], format);
    }
    to += '\n';
}

static void appendNames(QByteArray &to, const ClipBlock &shape, const DelimitedFormat &format)
{
    Row head;
    for (size_t i = 0; i < shape.columns.size(); ++i)
        head.push_back(CellValue::text(columnOf(shape, i).name));
    appendLine(to, head, format);
}

static void appendJsonRow(QByteArray &to, const ClipBlock &shape, const ClipRow &row)
{
    to += '{';
    bool first = true;
    for (size_t i = 0; i < shape.columns.size(); ++i) {
        const CellValue &value = row.cells[i];
        if (value.isDefault())
            continue;
        if (!std::exchange(first, false))
            to += ", ";
        appendJsonString(to, columnOf(shape, i).name.toUtf8());
        to += ": ";
        appendJson(to, value.parameter(), columnOf(shape, i));
    }
    to += '}';
}

static QString literal(const CellValue &value)
{
    switch (value.kind()) {
    case CellValue::Kind::Null:
        return u"NULL"_s;
    case CellValue::Kind::Default:
        return u"DEFAULT"_s;
    case CellValue::Kind::Text:
        break;
    }
    return sql::quoteLiteral(decoded(value.bytes()));
}

static QByteArray insertHead(const ClipBlock &shape)
{
    QStringList names;
    bool overrides = false;
    for (size_t i = 0; i < shape.columns.size(); ++i) {
        const EditColumn &column = columnOf(shape, i);
        if (column.insert != ReadOnlyReason::Generated)
            names << sql::quoteIdentifier(column.name);
        overrides |= column.insert == ReadOnlyReason::IdentityAlways;
    }
    return (u"INSERT INTO "_s + relationSql(shape.target->shape) + u" ("_s + names.join(u", "_s) + u')'
            + (overrides ? u" OVERRIDING SYSTEM VALUE"_s : QString()) + u" VALUES ("_s)
        .toUtf8();
}

static void appendInsert(QByteArray &to, const QByteArray &head, const ClipBlock &shape, const ClipRow &row)
{
    QStringList values;
    for (size_t i = 0; i < shape.columns.size(); ++i) {
        if (columnOf(shape, i).insert != ReadOnlyReason::Generated)
            values << literal(row.cells[i]);
    }
    to += head + values.join(u", "_s).toUtf8() + ");\n";
}

// Columns that an UPDATE sets: the key tells the row, unless nothing else was chosen.
static std::vector<size_t> assignedIn(const ClipBlock &block)
{
    std::vector<size_t> settable;
    std::vector<size_t> beside;
    for (size_t i = 0; i < block.columns.size(); ++i) {
        const ReadOnlyReason reason = columnOf(block, i).update;
        if (reason == ReadOnlyReason::Generated || reason == ReadOnlyReason::IdentityAlways)
            continue;
        settable.push_back(i);
        if (std::ranges::find(block.target->key, block.columns[i]) == block.target->key.end())
            beside.push_back(i);
    }
    return beside.empty() ? settable : beside;
}

static void
appendUpdate(QByteArray &to, const ClipBlock &shape, const std::vector<size_t> &assigned, const ClipRow &row)
{
    const EditTarget &target = *shape.target;
    QStringList sets;
    for (const size_t i : assigned)
        sets << sql::quoteIdentifier(columnOf(shape, i).name) + u" = "_s + literal(row.cells[i]);
    QStringList keys;
    for (size_t i = 0; i < target.key.size(); ++i) {
        const EditColumn &column = target.columns[size_t(target.key[i])];
        keys << sql::quoteIdentifier(column.name) + u" = "_s
                    + sql::quoteLiteral(decoded(row.basis.identity.key[i].value_or(QByteArray()))) + u"::"_s
                    + column.type;
    }
    to += (u"UPDATE "_s + relationSql(target.shape) + u" SET "_s + sets.join(u", "_s) + u" WHERE "_s
           + keys.join(u" AND "_s) + u";\n"_s)
              .toUtf8();
}

static void appendMarkdown(QByteArray &to, QByteArrayView value)
{
    static constexpr QByteArrayView special = "\\`*_[]<>|~#&";
    for (qsizetype i = 0; i < value.size(); ++i) {
        const char c = value[i];
        if (c == '\n' || c == '\r') {
            if (c == '\n' || i + 1 == value.size() || value[i + 1] != '\n')
                to += "<br>"; // a table has no other line break
            continue;
        }
        if (special.contains(c))
            to += '\\';
        to += c;
    }
}

static bool isNumber(TypeCategory category)
{
    return category == TypeCategory::Integer || category == TypeCategory::Decimal || category == TypeCategory::Real;
}

static QByteArray markdownHead(const ClipBlock &shape)
{
    QByteArray text = "|";
    for (size_t i = 0; i < shape.columns.size(); ++i) {
        text += ' ';
        appendMarkdown(text, columnOf(shape, i).name.toUtf8());
        text += " |";
    }
    text += "\n|";
    for (size_t i = 0; i < shape.columns.size(); ++i)
        text += isNumber(columnOf(shape, i).category) ? " ---: |" : " --- |";
    return text + '\n';
}

static void appendMarkdownRow(QByteArray &to, const ClipRow &row)
{
    to += '|';
    for (const CellValue &value : row.cells) {
        to += ' ';
        if (value.isText())
            appendMarkdown(to, value.bytes());
        else
            to += "*NULL*";
        to += " |";
    }
    to += '\n';
}

// A number stands as it is, where it is written as one (NaN is not); anything else as a string.
static QByteArray listed(const EditColumn &column, const QByteArray &value)
{
    static constexpr QByteArrayView digits = "0123456789+-.eE";
    const bool plain = isNumber(column.category) && !value.isEmpty()
                    && std::ranges::all_of(value, [](char c) { return digits.contains(c); });
    return plain ? value : sql::quoteLiteral(decoded(value)).trimmed().toUtf8();
}

QString clipRefusal(const ClipBlock &block, ClipFormat format)
{
    const EditTarget &target = *block.target;
    if (block.rows.empty() || block.columns.empty())
        return tr("Nothing is selected");
    if (format == ClipFormat::SqlInsert) {
        const bool any = std::ranges::any_of(block.columns, [&](int column) {
            return target.columns[size_t(column)].insert != ReadOnlyReason::Generated;
        });
        return any ? QString() : tr("The selected columns are computed by the server, so INSERT cannot set them");
    }
    if (format == ClipFormat::InList)
        return block.columns.size() == 1 ? QString() : tr("A list of values is of one column: select cells of one");
    if (format != ClipFormat::SqlUpdate)
        return {};
    if (target.identification != Identification::Key)
        return tr("%1 has no key for an UPDATE to find its row").arg(target.shape.name);
    if (assignedIn(block).empty())
        return tr("The selected columns are set by the server, so UPDATE cannot change them");
    const bool saved = std::ranges::all_of(
        block.rows, [&](const ClipRow &row) { return row.basis.identity.key.size() == target.key.size(); });
    return saved ? QString() : tr("A new row must be saved before an UPDATE can find it");
}

ClipWriter::ClipWriter(std::shared_ptr<const EditTarget> target, std::vector<int> columns, ClipFormat format)
    : m_shape{.target = std::move(target), .columns = std::move(columns)}
    , m_format(format)
{
    switch (format) {
    case ClipFormat::Tsv:
        break;
    case ClipFormat::TsvWithNames:
        appendNames(m_text, m_shape, {.delimiter = tabulator});
        break;
    case ClipFormat::Csv:
        appendNames(m_text, m_shape, {});
        break;
    case ClipFormat::Json:
        m_text = "[";
        break;
    case ClipFormat::SqlInsert:
        m_insert = insertHead(m_shape);
        break;
    case ClipFormat::SqlUpdate:
        m_assigned = assignedIn(m_shape);
        break;
    case ClipFormat::Markdown:
        m_text = markdownHead(m_shape);
        break;
    case ClipFormat::InList:
        m_text = "(";
        break;
    }
}

void ClipWriter::add(const ClipRow &row)
{
    switch (m_format) {
    case ClipFormat::Tsv:
    case ClipFormat::TsvWithNames:
        appendLine(m_text, row.cells, {.delimiter = tabulator});
        break;
    case ClipFormat::Csv:
        appendLine(m_text, row.cells, {});
        break;
    case ClipFormat::Json:
        m_text += m_rows == 0 ? "\n  " : ",\n  ";
        appendJsonRow(m_text, m_shape, row);
        break;
    case ClipFormat::SqlInsert:
        appendInsert(m_text, m_insert, m_shape, row);
        break;
    case ClipFormat::SqlUpdate:
        appendUpdate(m_text, m_shape, m_assigned, row);
        break;
    case ClipFormat::Markdown:
        appendMarkdownRow(m_text, row);
        break;
    case ClipFormat::InList:
        if (row.cells[0].isText() && m_listed.insert(row.cells[0].bytes()).second)
            m_text += (m_listed.size() > 1 ? ", " : "") + listed(columnOf(m_shape, 0), row.cells[0].bytes());
        break;
    }
    ++m_rows;
}

QByteArray ClipWriter::finish()
{
    switch (m_format) {
    case ClipFormat::Tsv:
    case ClipFormat::TsvWithNames:
        // What is pasted into a field or a terminal brings no line break of its own. Only where the last line would be
        // nothing, its break tells that there is one: a NULL alone.
        if (m_text.size() > 1 && !m_text.endsWith("\n\n"))
            m_text.chop(1);
        break;
    case ClipFormat::Json:
        m_text += m_rows == 0 ? "]\n" : "\n]\n";
        break;
    case ClipFormat::InList:
        m_text += m_listed.empty() ? "NULL)" : ")";
        break;
    case ClipFormat::Csv:
    case ClipFormat::SqlInsert:
    case ClipFormat::SqlUpdate:
    case ClipFormat::Markdown:
        break;
    }
    return std::exchange(m_text, {});
}

QByteArray clipText(const ClipBlock &block, ClipFormat format)
{
    ClipWriter writer(block.target, block.columns, format);
    for (const ClipRow &row : block.rows)
        writer.add(row);
    return writer.finish();
}

EditTarget plainTarget(const RelationShape &shape)
{
    EditTarget target{.shape = shape};
    for (const ColumnShape &column : shape.columns) {
        target.columns.push_back(
            {.name = column.name,
             .type = comparisonType(column),
             .declared = column.type,
             .typeOid = column.typeOid,
             .baseTypeOid = column.typeOid,
             .category = column.category,
             .wide = isWide(column),
             .notNull = column.notNull});
    }
    const IndexShape *key = keyOf(shape);
    const bool view = shape.kind == RelationKind::View;
    target.identification = key ? Identification::Key : view ? Identification::Values : Identification::Physical;
    if (key)
        target.key = key->columns;
    return target;
}

// ---- reading

namespace {

// Takes a text apart at a delimiter and at line breaks.
class BlockReader final
{
public:
    BlockReader(QByteArrayView text, char delimiter)
        : m_text(text)
        , m_delimiter(delimiter)
    {
    }

    std::vector<Row> read()
    {
        std::vector<Row> rows;
        while (m_at < m_text.size()) {
            Row row;
            do
                row.push_back(cell());
            while (skipDelimiter());
            skipLineBreak();
            rows.push_back(std::move(row));
        }
        return rows;
    }

private:
    [[nodiscard]] bool ends(qsizetype at) const
    {
        return at >= m_text.size() || m_text[at] == m_delimiter || m_text[at] == '\n' || m_text[at] == '\r';
    }
    CellValue cell()
    {
        if (m_at < m_text.size() && m_text[m_at] == '"') {
            if (auto quoted = quotedCell())
                return *std::move(quoted);
        }
        const qsizetype from = m_at;
        while (!ends(m_at))
            ++m_at;
        return m_at == from ? CellValue::null() : CellValue::text(m_text.sliced(from, m_at - from).toByteArray());
    }
    // Nothing when no quote ends it: then the first one is a character like any other.
    std::optional<CellValue> quotedCell()
    {
        QByteArray value;
        for (qsizetype from = m_at + 1;;) {
            const qsizetype quote = m_text.indexOf('"', from);
            if (quote < 0)
                return std::nullopt;
            value += m_text.sliced(from, quote - from);
            if (quote + 1 < m_text.size() && m_text[quote + 1] == '"') {
                value += '"';
                from = quote + 2;
                continue;
            }
            if (!ends(quote + 1))
                return std::nullopt;
            m_at = quote + 1;
            return CellValue::text(value.isNull() ? QByteArray("") : value);
        }
    }
    bool skipDelimiter()
    {
        const bool there = m_at < m_text.size() && m_text[m_at] == m_delimiter;
        m_at += there ? 1 : 0;
        return there;
    }
    void skipLineBreak()
    {
        if (m_at < m_text.size() && m_text[m_at] == '\r')
            ++m_at;
        if (m_at < m_text.size() && m_text[m_at] == '\n')
            ++m_at;
    }

    QByteArrayView m_text;
    char m_delimiter;
    qsizetype m_at = 0;
};

} // namespace

// Prose has blanks after its commas; cells of a file do not.
static bool looksLikeCsv(const std::vector<Row> &rows)
{
    if (rows.size() < 2 || rows.front().size() < 2)
        return false;
    return std::ranges::all_of(rows, [&](const Row &row) {
        return row.size() == rows.front().size()
            && std::ranges::none_of(row, [](const CellValue &cell) { return cell.bytes().startsWith(' '); });
    });
}

std::vector<Row> pastedBlock(QByteArrayView text, ClipKind kind)
{
    if (text.isEmpty())
        return {{CellValue::text(QByteArray(""))}};
    if (kind == ClipKind::Csv)
        return BlockReader(text, ',').read();
    std::vector<Row> rows = BlockReader(text, tabulator).read();
    const bool single = std::ranges::all_of(rows, [](const Row &row) { return row.size() == 1; });
    if (single && text.contains(',')) {
        if (std::vector<Row> cells = BlockReader(text, ',').read(); looksLikeCsv(cells))
            return cells;
    }
    return rows;
}

} // namespace howdah::data
