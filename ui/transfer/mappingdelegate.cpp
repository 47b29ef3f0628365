// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/mappingdelegate.h"

#include "common/icons.h"
#include "transfer/previewmodel.h"

#include <QComboBox>

namespace howdah::ui {

QWidget *MappingDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const auto *model = qobject_cast<const MappingModel *>(index.model());
    auto *box = new QComboBox(parent);
    box->addItem(targetWords(model->target(), data::leftOut), data::leftOut);
    for (int column = 0; column < int(model->target().columns.size()); ++column) {
        // What the server computes cannot be filled.
        if (model->target().columns[size_t(column)].insert != data::ReadOnlyReason::Generated)
            box->addItem(targetWords(model->target(), column), column);
    }
    box->setAccessibleName(MappingModel::tr("Column"));
    connect(box, &QComboBox::activated, this, [this, box] {
        auto *self = const_cast<MappingDelegate *>(this);
        Q_EMIT self->commitData(box);
        Q_EMIT self->closeEditor(box);
    });
    return box;
}

void MappingDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    auto *box = qobject_cast<QComboBox *>(editor);
    box->setCurrentIndex(box->findData(index.data(MappingModel::TargetRole)));
}

void MappingDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    model->setData(index, qobject_cast<QComboBox *>(editor)->currentData(), MappingModel::TargetRole);
}

void MappingDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const bool out = index.data(MappingModel::TargetRole).toInt() < 0;
    if (out || index.column() == MappingModel::LooksColumn)
        option->palette.setColor(QPalette::Text, color(Surface::MutedText, option->palette));
    if (index.column() == MappingModel::SampleColumn)
        option->font = fixedFont();
    if (index.column() == MappingModel::TargetColumn && !index.data(MappingModel::ProblemRole).toString().isEmpty()) {
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon = icon(u"dialog-warning", Tone::Edited);
        option->decorationSize = {space::iconSmall, space::iconSmall};
    }
}

void PreviewDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->font = fixedFont();
    if (index.data(PreviewModel::NullRole).toBool()) {
        option->font = smallFont();
        option->palette.setColor(QPalette::Text, color(Surface::MutedText, option->palette));
    }
}

} // namespace howdah::ui
