// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/record/recordmodel.h"

#include "value/cellroles.h"
#include "value/valuetext.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

// What a screen reader says of a value before it is asked to read on.
constexpr qsizetype SpokenBytes = 300;

void RecordModel::setRecord(const std::vector<data::ColumnShape> &columns, RecordValues values)
{
    values.resize(columns.size());
    if (columns == m_columns) {
        m_values = std::move(values);
        if (!m_values.empty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    m_columns = columns;
    m_values = std::move(values);
    endResetModel();
}

void RecordModel::clear()
{
    m_edits.clear();
    setRecord({}, {});
}

void RecordModel::setEdits(std::map<int, Edit> edits)
{
    if (edits == m_edits)
        return;
    m_edits = std::move(edits);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

const RecordModel::Edit *RecordModel::edit(int row) const
{
    const auto found = m_edits.find(row);
    return found == m_edits.end() ? nullptr : &found->second;
}

bool RecordModel::isDefault(int row) const
{
    const Edit *staged = edit(row);
    return staged && staged->value && staged->value->isDefault();
}

void RecordModel::setMasked(const QSet<int> &columns)
{
    if (columns == m_masked)
        return;
    m_masked = columns;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

bool RecordModel::isMasked(int row) const
{
    if (!m_masked.contains(row))
        return false;
    // What is staged may be a copy of what nobody has seen.
    if (const Edit *staged = edit(row); staged && staged->value)
        return staged->value->isText();
    return size_t(row) < m_values.size() && m_values[size_t(row)].has_value();
}

const QByteArray *RecordModel::value(int row) const
{
    static const QByteArray mask("••••••••");
    if (isMasked(row))
        return &mask;
    if (const Edit *staged = edit(row); staged && staged->value)
        return staged->value->isText() ? &staged->value->bytes() : nullptr;
    const auto &value = m_values[size_t(row)];
    return value ? &*value : nullptr;
}

QByteArray RecordModel::copyText(int row) const
{
    const QByteArray *found = value(row);
    return found ? *found : isDefault(row) ? "DEFAULT"_ba : "NULL"_ba;
}

QByteArray RecordModel::copyAllText() const
{
    QByteArray all;
    for (int row = 0; row < rowCount(); ++row)
        all += m_columns[size_t(row)].name.toUtf8() + ": " + copyText(row) + '\n';
    return all;
}

int RecordModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_columns.size()); }

QString RecordModel::accessibleText(int row) const
{
    const QByteArray *found = value(row);
    const QString text = isMasked(row)    ? tr("hidden")
                       : isDefault(row)   ? tr("DEFAULT")
                       : !found           ? tr("NULL")
                       : found->isEmpty() ? tr("empty")
                                          : singleLine(QString::fromUtf8(found->left(SpokenBytes)));
    const Edit *staged = edit(row);
    return m_columns[size_t(row)].name + u": "_s + text
         + (staged && !staged->note.isEmpty() ? u". "_s + singleLine(staged->note) : QString());
}

QVariant RecordModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const data::ColumnShape &column = m_columns[size_t(index.row())];
    const QByteArray *found = value(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return column.name;
    case Qt::AccessibleTextRole:
        return accessibleText(index.row());
    case TypeRole:
        return column.type;
    case CategoryRole:
        return int(isMasked(index.row()) ? data::TypeCategory::Text : column.category);
    case ValueRole:
        return found ? QVariant(*found) : QVariant();
    case SizeRole:
        return found ? qint64(found->size()) : qint64(0);
    case PrimaryRole:
        return column.inKey;
    case ForeignRole:
        return column.foreignKey;
    case DefaultRole:
        return isDefault(index.row());
    case MaskedRole:
        return isMasked(index.row());
    case NoteRole:
        if (isMasked(index.row()))
            return tr("Sensitive: Enter or a double click shows it, which the audit log notes");
        return edit(index.row()) ? edit(index.row())->note : QString();
    case EditedRole:
        return edit(index.row()) && edit(index.row())->value;
    case ProblemRole:
        return edit(index.row()) && edit(index.row())->problem;
    default:
        return {};
    }
}

QHash<int, QByteArray> RecordModel::roleNames() const
{
    return {{NameRole, "name"}, {TypeRole, "type"},       {CategoryRole, "category"}, {ValueRole, "value"},
            {SizeRole, "size"}, {PrimaryRole, "primary"}, {ForeignRole, "foreign"}};
}

} // namespace howdah::ui
