// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/previewmodel.h"

#include "base/figures.h"
#include "data/transfer/sniffing.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::CellValue;

constexpr qsizetype ShownCharacters = 200;

// One line of it.
static QString shortText(const CellValue &value)
{
    if (value.isNull())
        return u"NULL"_s;
    QString text = data::decoded(value.bytes().left(ShownCharacters * 4)).left(ShownCharacters);
    for (QChar &c : text) {
        if (c == u'\n' || c == u'\r' || c == u'\t')
            c = u'␤';
    }
    return text;
}

static QString fieldName(const data::ImportPreview &preview, int field)
{
    const QString &name = preview.fields[size_t(field)].name;
    return name.isEmpty() ? PreviewModel::tr("Field %1").arg(field + 1) : name;
}

QString targetWords(const data::EditTarget &target, int column)
{
    if (column == data::noColumn)
        return MappingModel::tr("(no column)");
    if (column == data::leftOut)
        return MappingModel::tr("(skip)");
    const data::EditColumn &shape = target.columns[size_t(column)];
    return shape.name + u"  "_s + shape.declared;
}

// ---- preview

void PreviewModel::setPreview(std::shared_ptr<const data::ImportPreview> preview)
{
    beginResetModel();
    m_preview = std::move(preview);
    endResetModel();
}

int PreviewModel::rowCount(const QModelIndex &parent) const
{
    return m_preview && !parent.isValid() ? int(m_preview->rows.size()) : 0;
}

int PreviewModel::columnCount(const QModelIndex &parent) const
{
    return m_preview && !parent.isValid() ? int(m_preview->fields.size()) : 0;
}

QVariant PreviewModel::data(const QModelIndex &index, int role) const
{
    const auto &row = m_preview->rows[size_t(index.row())];
    const CellValue value = size_t(index.column()) < row.size() ? row[size_t(index.column())] : CellValue();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return shortText(value);
    case NullRole:
        return value.isNull();
    default:
        return {};
    }
}

QVariant PreviewModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    return orientation == Qt::Horizontal ? QVariant(fieldName(*m_preview, section))
                                         : QVariant(countText(m_preview->lines[size_t(section)]));
}

// ---- mapping

void MappingModel::setPreview(std::shared_ptr<const data::ImportPreview> preview, const data::EditTarget &target)
{
    beginResetModel();
    m_preview = std::move(preview);
    m_target = target;
    m_targets.clear();
    m_uses.assign(m_target.columns.size(), 0);
    if (m_preview) {
        for (const data::PreviewField &field : m_preview->fields) {
            m_targets.push_back(field.column);
            if (field.column >= 0)
                ++m_uses[size_t(field.column)];
        }
    }
    endResetModel();
    Q_EMIT mappingChanged();
}

void MappingModel::setTarget(int field, int column)
{
    const int before = std::exchange(m_targets[size_t(field)], column);
    if (before >= 0)
        --m_uses[size_t(before)];
    if (column >= 0)
        ++m_uses[size_t(column)];
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    Q_EMIT mappingChanged();
}

QString MappingModel::problemOf(int field) const
{
    const int column = m_targets[size_t(field)];
    if (column == data::noColumn)
        return tr("%1 has no column: map it to one, or skip it").arg(fieldName(*m_preview, field));
    if (column >= 0 && m_uses[size_t(column)] > 1)
        return tr("Two fields are mapped to %1").arg(m_target.columns[size_t(column)].name);
    return {};
}

bool MappingModel::hasUnknown() const { return std::ranges::find(m_targets, data::noColumn) != m_targets.end(); }

void MappingModel::leaveOutUnknown()
{
    if (!hasUnknown())
        return;
    std::ranges::replace(m_targets, data::noColumn, data::leftOut);
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    Q_EMIT mappingChanged();
}

QString MappingModel::problem() const
{
    if (!m_preview || m_targets.empty())
        return tr("The file has no fields");
    if (std::ranges::none_of(m_targets, [](int column) { return column >= 0; }))
        return tr("No field is mapped to a column");
    for (int field = 0; field < rowCount(); ++field) {
        if (const QString problem = problemOf(field); !problem.isEmpty())
            return problem;
    }
    return {};
}

int MappingModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_targets.size()); }

int MappingModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant MappingModel::data(const QModelIndex &index, int role) const
{
    const int field = index.row();
    const data::PreviewField &shape = m_preview->fields[size_t(field)];
    const int column = m_targets[size_t(field)];
    const bool misfits = column >= 0 && !data::canHold(m_target.columns[size_t(column)], shape.looksLike);
    if (role == TargetRole)
        return column;
    if (role == ProblemRole) {
        const QString problem = problemOf(field);
        return problem.isEmpty() && misfits
                 ? tr("The values do not look like %1").arg(m_target.columns[size_t(column)].declared)
                 : problem;
    }
    if (role == Qt::ToolTipRole && index.column() == TargetColumn)
        return data(index, ProblemRole).toString().toHtmlEscaped();
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    switch (index.column()) {
    case FieldColumn:
        return fieldName(*m_preview, field);
    case LooksColumn:
        return data::looksLikeName(shape.looksLike);
    case SampleColumn:
        for (const auto &row : m_preview->rows) {
            if (size_t(field) < row.size() && !row[size_t(field)].isNull())
                return shortText(row[size_t(field)]);
        }
        return u"NULL"_s;
    default:
        return targetWords(m_target, column);
    }
}

bool MappingModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != TargetRole)
        return false;
    setTarget(index.row(), value.toInt());
    return true;
}

Qt::ItemFlags MappingModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() && index.column() == TargetColumn ? flags | Qt::ItemIsEditable : flags;
}

QVariant MappingModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return {};
    switch (section) {
    case FieldColumn:
        return tr("Field");
    case LooksColumn:
        return tr("Detected type");
    case SampleColumn:
        return tr("First value");
    default:
        return tr("Target column");
    }
}

} // namespace howdah::ui
