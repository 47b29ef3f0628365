// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/change/columndraftmodel.h"

#include "browse/change/commentedit.h"
#include "value/valuetext.h"

#include <QComboBox>
#include <QCompleter>
#include <QKeyEvent>
#include <QLineEdit>

#include <limits>

using namespace Qt::StringLiterals;

namespace howdah::ui {

ColumnDraftModel::ColumnDraftModel(bool isNew, QStringList types, QObject *parent)
    : QAbstractTableModel(parent)
    , m_types(std::move(types))
    , m_isNew(isNew)
{
}

void ColumnDraftModel::setColumns(const QList<catalog::ColumnDraft> &columns)
{
    beginResetModel();
    m_columns = columns;
    m_keys = QList<bool>(columns.size(), false);
    endResetModel();
}

QStringList ColumnDraftModel::primaryKey() const
{
    QStringList names;
    for (qsizetype i = 0; i < m_columns.size(); ++i) {
        if (m_keys[i])
            names << m_columns[i].name;
    }
    return names;
}

int ColumnDraftModel::addColumn()
{
    const int row = int(m_columns.size());
    beginInsertRows({}, row, row);
    catalog::ColumnDraft column;
    column.type = u"text"_s;
    m_columns.append(column);
    m_keys.append(false);
    endInsertRows();
    return row;
}

void ColumnDraftModel::removeColumn(int row)
{
    beginRemoveRows({}, row, row);
    m_columns.removeAt(row);
    m_keys.removeAt(row);
    endRemoveRows();
}

void ColumnDraftModel::setStart(int row, std::optional<qint64> start)
{
    if (std::exchange(m_columns[row].start, start) != start)
        Q_EMIT dataChanged(index(row, Identity), index(row, Identity));
}

int ColumnDraftModel::moveColumn(int row, int by)
{
    const int to = row + by;
    if (row < 0 || to < 0 || to >= int(m_columns.size()))
        return row;
    beginMoveRows({}, row, row, {}, by > 0 ? to + 1 : to);
    m_columns.move(row, to);
    m_keys.move(row, to);
    endMoveRows();
    return to;
}

int ColumnDraftModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_columns.size()); }

int ColumnDraftModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QString ColumnDraftModel::identityText(char identity)
{
    return identity == 'a' ? tr("always") : identity == 'd' ? tr("by default") : QString();
}

QString ColumnDraftModel::textOf(const catalog::ColumnDraft &column, Column field) const
{
    switch (field) {
    case Name:
        return column.name;
    case Type:
        return column.type;
    case Default:
        return column.expression;
    case Identity:
        return column.generated ? tr("generated") : identityText(column.identity);
    case Comment:
        return column.comment;
    case Key:
    case NotNull:
    case ColumnCount:
        break;
    }
    return {};
}

QVariant ColumnDraftModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const catalog::ColumnDraft &column = m_columns[index.row()];
    const auto field = Column(index.column());
    if (role == TypesRole)
        return m_types;
    if (role == Qt::CheckStateRole && field == NotNull)
        return column.notNull || column.identity || m_keys[index.row()] ? Qt::Checked : Qt::Unchecked;
    if (role == Qt::CheckStateRole && field == Key)
        return m_keys[index.row()] ? Qt::Checked : Qt::Unchecked;
    if (role == Qt::AccessibleTextRole)
        return tr("%1 of %2").arg(headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(), column.name);
    if (role == Qt::EditRole)
        return textOf(column, field);
    if (role == Qt::DisplayRole)
        return singleLine(textOf(column, field));
    return {};
}

bool ColumnDraftModel::setText(catalog::ColumnDraft &column, Column field, const QString &text)
{
    switch (field) {
    case Name:
        column.name = text;
        return true;
    case Type:
        column.type = text;
        return true;
    case Default:
        column.expression = text;
        return true;
    case Identity:
        column.identity = text == identityText('a') ? 'a' : text == identityText('d') ? 'd' : char(0);
        // The server wants it so.
        if (column.identity)
            column.notNull = true;
        return true;
    case Comment:
        column.comment = text;
        return true;
    case Key:
    case NotNull:
    case ColumnCount:
        break;
    }
    return false;
}

bool ColumnDraftModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return false;
    const auto field = Column(index.column());
    if (role == Qt::CheckStateRole && field == NotNull)
        m_columns[index.row()].notNull = value.toInt() == Qt::Checked;
    else if (role == Qt::CheckStateRole && field == Key)
        m_keys[index.row()] = value.toInt() == Qt::Checked;
    else if (role != Qt::EditRole || !setText(m_columns[index.row()], field, value.toString()))
        return false;
    Q_EMIT dataChanged(this->index(index.row(), 0), this->index(index.row(), ColumnCount - 1));
    return true;
}

QVariant ColumnDraftModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case Key:
        return tr("Key");
    case Name:
        return tr("Name");
    case Type:
        return tr("Type");
    case NotNull:
        return tr("Not null");
    case Default:
        return tr("Default");
    case Identity:
        return tr("Identity");
    case Comment:
        return tr("Comment");
    case ColumnCount:
        break;
    }
    return {};
}

Qt::ItemFlags ColumnDraftModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid())
        return flags;
    const catalog::ColumnDraft &column = m_columns[index.row()];
    const auto field = Column(index.column());
    if (field == Key || field == NotNull) {
        const bool isFixed = field == NotNull && (column.identity || m_keys[index.row()]);
        return isFixed ? flags & ~Qt::ItemIsEnabled : flags | Qt::ItemIsUserCheckable;
    }
    const bool isGenerated = column.generated && (field == Type || field == Default || field == Identity);
    return isGenerated ? flags : flags | Qt::ItemIsEditable;
}

QWidget *
ColumnDraftDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (index.column() == ColumnDraftModel::Type) {
        auto *edit = new QLineEdit(parent);
        edit->setObjectName(u"typeEditor"_s);
        edit->setFrame(false);
        auto *completer = new QCompleter(index.data(ColumnDraftModel::TypesRole).toStringList(), edit);
        completer->setCaseSensitivity(Qt::CaseInsensitive);
        completer->setFilterMode(Qt::MatchContains);
        edit->setCompleter(completer);
        return edit;
    }
    if (index.column() == ColumnDraftModel::Identity) {
        auto *box = new QComboBox(parent);
        box->setObjectName(u"identityEditor"_s);
        for (const char identity : {char(0), 'a', 'd'})
            box->addItem(ColumnDraftModel::identityText(identity));
        return box;
    }
    if (index.column() == ColumnDraftModel::Comment)
        return new CommentEdit(ColumnDraftModel::tr("Comment"), parent);
    QWidget *editor = QStyledItemDelegate::createEditor(parent, option, index);
    if (auto *edit = qobject_cast<QLineEdit *>(editor))
        edit->setMaxLength(std::numeric_limits<int>::max()); // what is longer would be cut
    return editor;
}

void ColumnDraftDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    const QString text = index.data(Qt::EditRole).toString();
    if (auto *box = qobject_cast<QComboBox *>(editor))
        box->setCurrentIndex(qMax(0, box->findText(text)));
    else if (auto *comment = qobject_cast<CommentEdit *>(editor))
        comment->setComment(text);
    else if (auto *edit = qobject_cast<QLineEdit *>(editor))
        edit->setText(text);
}

void ColumnDraftDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    if (const auto *box = qobject_cast<QComboBox *>(editor))
        model->setData(index, box->currentText(), Qt::EditRole);
    else if (const auto *comment = qobject_cast<CommentEdit *>(editor))
        model->setData(index, comment->comment(), Qt::EditRole);
    else if (const auto *edit = qobject_cast<QLineEdit *>(editor))
        model->setData(index, edit->text(), Qt::EditRole);
}

void ColumnDraftDelegate::updateEditorGeometry(
    QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    auto *comment = qobject_cast<CommentEdit *>(editor);
    if (!comment)
        return QStyledItemDelegate::updateEditorGeometry(editor, option, index);
    constexpr int Lines = 4;
    constexpr int LeastWidth = 280;
    comment->setLines(Lines);
    QRect place = option.rect;
    const QRect all = comment->parentWidget()->rect();
    place.setSize({qMin(qMax(place.width(), LeastWidth), all.width()), comment->height()});
    place.moveRight(qMin(place.right(), all.right()));
    place.moveBottom(qMin(place.bottom(), all.bottom()));
    place.moveTop(qMax(place.top(), 0));
    comment->setGeometry(place);
}

bool ColumnDraftDelegate::eventFilter(QObject *editor, QEvent *event)
{
    auto *comment = qobject_cast<CommentEdit *>(editor);
    // The dialog would take the key for its own before it comes here.
    if (comment && (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride)) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (isReturn && key->modifiers().testFlag(Qt::ControlModifier)) {
            event->accept();
            if (event->type() == QEvent::ShortcutOverride)
                return true;
            Q_EMIT commitData(comment);
            Q_EMIT closeEditor(comment);
            return true;
        }
    }
    return QStyledItemDelegate::eventFilter(editor, event);
}

} // namespace howdah::ui
