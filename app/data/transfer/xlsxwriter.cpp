// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/xlsxwriter.h"

#include "data/page/tr.h"
#include "data/transfer/xlsxcell.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

static constexpr qsizetype zipAtOnce = 1 << 18;
// Where a sheet ends before its rows do: below what one part of a workbook can be. The largest row is 1,664 cells of
// 32,767 characters of at most three bytes, each perhaps written as seven.
static constexpr qint64 sheetBytes = qint64(4'000'000'000) - (qint64(1'664) * 32'767 * 7);
static constexpr qsizetype longestName = 31;
static constexpr const char *xmlHead = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
static constexpr const char *mainSpace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
static constexpr const char *relationSpace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
static constexpr const char *packageSpace = "http://schemas.openxmlformats.org/package/2006/";

static QByteArray letterOf(int column)
{
    QByteArray letters;
    for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        letters.prepend(char('A' + (rest - 1) % 26));
    return letters;
}

XlsxWriter::XlsxWriter(
    QIODevice &to, const QString &title, std::vector<EditColumn> columns, bool header, qint64 rowsOfSheet)
    : m_zip(to)
    , m_title(title)
    , m_columns(std::move(columns))
    , m_header(header)
    , m_rowsOfSheet(rowsOfSheet)
{
    static const QRegularExpression forbidden(u"[\\[\\]:*?/\\\\\\x00-\\x1f]"_s);
    m_title.replace(forbidden, u"_"_s);
    while (m_title.startsWith(u'\''))
        m_title.remove(0, 1);
    if (m_title.isEmpty())
        m_title = u"Sheet"_s;
    for (int column = 0; column < int(m_columns.size()); ++column)
        m_letters.push_back(letterOf(column));
}

// At most 31 characters, unlike all others.
QByteArray XlsxWriter::sheetName(int sheet) const
{
    const QString number = sheet == 1 ? QString() : u" (%1)"_s.arg(sheet);
    QString name = m_title.left(longestName - number.size());
    if (!name.isEmpty() && name.back().isHighSurrogate())
        name.chop(1);
    while (name.endsWith(u'\'') || name.endsWith(u' '))
        name.chop(1);
    return (name + number).toUtf8();
}

Result<void> XlsxWriter::flush()
{
    auto written = m_zip.write(m_buffer);
    m_buffer.resize(0); // keeps its memory
    return written;
}

Result<void> XlsxWriter::beginSheet()
{
    ++m_sheets;
    m_row = 0;
    if (auto begun = m_zip.beginEntry("xl/worksheets/sheet" + QByteArray::number(m_sheets) + ".xml"); !begun)
        return begun;
    m_buffer += QByteArray(xmlHead) + "<worksheet xmlns=\"" + mainSpace + "\">";
    if (m_header)
        m_buffer += "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" "
                    "activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>";
    m_buffer += "<sheetData>";
    if (!m_header)
        return {};
    ++m_row;
    m_buffer += "<row r=\"1\">";
    for (int column = 0; column < int(m_columns.size()); ++column) {
        const QByteArray name = m_columns[size_t(column)].name.toUtf8();
        if (auto appended = appendText(m_letters[size_t(column)] + '1', name, column, XlsxHeader); !appended)
            return appended;
    }
    m_buffer += "</row>";
    return {};
}

Result<void> XlsxWriter::endSheet()
{
    m_buffer += "</sheetData></worksheet>";
    return flush();
}

Result<void> XlsxWriter::appendText(const QByteArray &place, const QByteArray &text, int column, int style)
{
    // A character is at least one byte, and at most one unit a byte.
    if (text.size() > xlsxCharacters && QString::fromUtf8(text).size() > xlsxCharacters)
        return fail(
            ErrorKind::Invalid,
            tr("Row %1, column %2: a text of %3 characters is too long for a spreadsheet cell, which can hold %4")
                .arg(m_total)
                .arg(m_columns[size_t(column)].name)
                .arg(QString::fromUtf8(text).size())
                .arg(xlsxCharacters),
            tr("Values are never truncated. Leave the column out, or export to CSV."));
    m_buffer += "<c r=\"" + place + "\" t=\"inlineStr\"";
    if (style != XlsxGeneral)
        m_buffer += " s=\"" + QByteArray::number(style) + '"';
    m_buffer += "><is><t xml:space=\"preserve\">";
    appendXlsxText(m_buffer, text);
    m_buffer += "</t></is></c>";
    return {};
}

Result<void> XlsxWriter::appendCell(int column, const QByteArray &value)
{
    const QByteArray place = m_letters[size_t(column)] + QByteArray::number(m_row);
    const XlsxCell cell = xlsxCellOf(value, m_columns[size_t(column)]);
    if (cell.kind == XlsxCell::Kind::Text)
        return appendText(place, cell.text, column, cell.style);
    m_buffer += "<c r=\"" + place + '"';
    if (cell.kind == XlsxCell::Kind::Boolean)
        m_buffer += " t=\"b\"";
    else if (cell.style != XlsxGeneral)
        m_buffer += " s=\"" + QByteArray::number(cell.style) + '"';
    m_buffer += "><v>" + cell.text + "</v></c>";
    return {};
}

Result<void> XlsxWriter::take(const std::vector<std::optional<QByteArray>> &row)
{
    const bool full = m_row >= m_rowsOfSheet || m_zip.entryBytes() > sheetBytes;
    if (m_sheets == 0 || full) {
        if (m_sheets > 0) {
            if (auto ended = endSheet(); !ended)
                return ended;
        }
        if (auto begun = beginSheet(); !begun)
            return begun;
    }
    ++m_row;
    ++m_total;
    m_buffer += "<row r=\"" + QByteArray::number(m_row) + "\">";
    for (int column = 0; column < int(m_columns.size()) && size_t(column) < row.size(); ++column) {
        const auto &value = row[size_t(column)];
        if (!value)
            continue;
        if (auto appended = appendCell(column, *value); !appended)
            return appended;
    }
    m_buffer += "</row>";
    return m_buffer.size() < zipAtOnce ? Result<void>() : flush();
}

Result<void> XlsxWriter::finish()
{
    if (m_sheets == 0) {
        if (auto begun = beginSheet(); !begun)
            return begun;
    }
    if (auto ended = endSheet(); !ended)
        return ended;
    QByteArray sheets;
    QByteArray relations;
    QByteArray types;
    for (int sheet = 1; sheet <= m_sheets; ++sheet) {
        const QByteArray number = QByteArray::number(sheet);
        sheets += "<sheet name=\"";
        QByteArray name;
        appendXlsxText(name, sheetName(sheet));
        sheets += name.replace('"', "&quot;") + "\" sheetId=\"" + number + "\" r:id=\"rId" + number + "\"/>";
        relations += "<Relationship Id=\"rId" + number + "\" Type=\"" + relationSpace
                   + "/worksheet\" Target=\"worksheets/sheet" + number + ".xml\"/>";
        types += "<Override PartName=\"/xl/worksheets/sheet" + number
               + ".xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>";
    }
    const QByteArray head(xmlHead);
    const QByteArray relationsHead = head + "<Relationships xmlns=\"" + packageSpace + "relationships\">";
    const std::vector<std::pair<QByteArray, QByteArray>> parts{
        {"xl/workbook.xml", head + "<workbook xmlns=\"" + mainSpace + "\" xmlns:r=\"" + relationSpace + "\"><sheets>"
                                + sheets + "</sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels", relationsHead + relations + "<Relationship Id=\"rIdStyles\" Type=\""
                                           + relationSpace + "/styles\" Target=\"styles.xml\"/></Relationships>"},
        {"xl/styles.xml", xlsxStyles()},
        {"_rels/.rels", relationsHead + "<Relationship Id=\"rId1\" Type=\"" + relationSpace
                            + "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
        {"[Content_Types].xml",
         head + "<Types xmlns=\"" + packageSpace
             + "content-types\"><Default Extension=\"rels\" "
               "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
               "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
               "<Override PartName=\"/xl/workbook.xml\" "
               "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
               "<Override PartName=\"/xl/styles.xml\" "
               "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>"
             + types + "</Types>"}};
    for (const auto &[name, text] : parts) {
        if (auto begun = m_zip.beginEntry(name); !begun)
            return begun;
        if (auto written = m_zip.write(text); !written)
            return written;
    }
    return m_zip.finish();
}

} // namespace howdah::data
