// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/define/definitionpicker.h"

#include "common/icons.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using operations::DefinitionKind;
using operations::DefinitionName;

namespace {

QStringView signOf(DefinitionKind kind)
{
    switch (kind) {
    case DefinitionKind::Function:
    case DefinitionKind::Procedure:
        return u"code-context";
    case DefinitionKind::View:
    case DefinitionKind::MaterializedView:
        return u"table";
    case DefinitionKind::Trigger:
        return u"go-jump";
    }
    return u"code-context";
}

QString lineOf(const DefinitionName &name)
{
    return DefinitionPicker::tr("%1 – %2").arg(name.label().simplified(), operations::kindWord(name.kind));
}

} // namespace

DefinitionListModel::DefinitionListModel(QList<DefinitionName> all, QObject *parent)
    : QAbstractListModel(parent)
    , m_all(std::move(all))
{
    search({});
}

void DefinitionListModel::search(const QString &words)
{
    const QStringList wanted = words.split(u' ', Qt::SkipEmptyParts);
    beginResetModel();
    m_found.clear();
    for (qsizetype i = 0; i < m_all.size(); ++i) {
        const QString line = lineOf(m_all[i]);
        if (std::ranges::all_of(
                wanted, [&line](const QString &word) { return line.contains(word, Qt::CaseInsensitive); }))
            m_found << i;
    }
    if (!wanted.isEmpty())
        std::ranges::stable_partition(
            m_found, [&](qsizetype i) { return m_all[i].name.startsWith(wanted.front(), Qt::CaseInsensitive); });
    endResetModel();
}

int DefinitionListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_found.size());
}

QVariant DefinitionListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_found.size())
        return {};
    const DefinitionName &name = at(index.row());
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return lineOf(name);
    if (role == Qt::DecorationRole)
        return icon(signOf(name.kind));
    return {};
}

DefinitionPicker::DefinitionPicker(QList<DefinitionName> all, QWidget *parent)
    : DialogFrame(
          named(tr("Open definition"), tr("A function, view or trigger is opened as text in a new tab.")), parent)
    , m_model(new DefinitionListModel(std::move(all), this))
    , m_search(new QLineEdit)
    , m_list(new QListView)
    , m_nothing(mutedLabel(tr("Nothing of that name.")))
{
    setObjectName(u"definitionPicker"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_search->setObjectName(u"definitionSearch"_s);
    m_search->setPlaceholderText(tr("Search by name, schema or kind"));
    m_search->setAccessibleName(tr("Search definitions"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_list->setObjectName(u"definitionList"_s);
    m_list->setAccessibleName(tr("Definitions"));
    m_list->setModel(m_model);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    content()->addWidget(m_search);
    content()->addWidget(m_nothing);
    content()->addWidget(m_list, 1);
    addSafe(tr("Cancel"));
    m_accept = addAccept(tr("Open"));
    connect(m_accept, &QPushButton::clicked, this, &DefinitionPicker::pick);
    connect(m_list, &QListView::activated, this, &DefinitionPicker::pick);
    connect(m_search, &QLineEdit::returnPressed, this, &DefinitionPicker::pick);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &words) {
        m_model->search(words);
        showFound();
    });
    showFound();
    m_search->setFocus();
    resizeWithin({640, 480});
}

void DefinitionPicker::showFound()
{
    const bool isAny = m_model->rowCount() > 0;
    if (isAny)
        m_list->setCurrentIndex(m_model->index(0));
    m_nothing->setVisible(!isAny);
    m_accept->setEnabled(isAny);
}

void DefinitionPicker::pick()
{
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid())
        return;
    const DefinitionName name = m_model->at(index.row());
    accept();
    Q_EMIT picked(name);
}

// The list is moved through from the search.
bool DefinitionPicker::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const int step = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
        if (step != 0) {
            const int row = std::clamp(m_list->currentIndex().row() + step, 0, std::max(0, m_model->rowCount() - 1));
            m_list->setCurrentIndex(m_model->index(row));
            return true;
        }
    }
    return DialogFrame::eventFilter(watched, event);
}

} // namespace howdah::ui
