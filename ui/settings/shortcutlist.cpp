// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/shortcutlist.h"

#include "common/captions.h"
#include "common/widgets.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

enum Column { Command, Place, Keys, ColumnCount };
constexpr int IdRole = Qt::UserRole;
constexpr int ShortcutsHeight = 320;

} // namespace

ShortcutList::ShortcutList(Keymap &keymap, QWidget *parent)
    : QWidget(parent)
    , m_keymap(keymap)
    , m_list(new QTreeWidget)
    , m_keys(new QKeySequenceEdit)
    , m_apply(button(tr("Set")))
    , m_none(button(tr("No shortcut")))
    , m_reset(button(tr("Reset")))
    , m_resetAll(button(tr("Reset all shortcuts")))
    , m_problem(failedLabel())
    , m_refused(failedLabel())
{
    build();
    m_filling.setSingleShot(true);
    m_filling.setInterval(0);
    connect(&m_filling, &QTimer::timeout, this, &ShortcutList::fill);
    connect(&keymap, &Keymap::changed, &m_filling, qOverload<>(&QTimer::start));
    connect(m_list, &QTreeWidget::currentItemChanged, this, &ShortcutList::follow);
    connect(m_list, &QTreeWidget::itemActivated, this, [this] { m_keys->setFocus(); });
    connect(m_keys, &QKeySequenceEdit::keySequenceChanged, this, [this](const QKeySequence &keys) {
        const Keymap::Entry *entry = current();
        m_problem->setText(entry ? m_keymap.refusal(*entry, keys) : QString());
        m_problem->setVisible(!m_problem->text().isEmpty());
        m_apply->setEnabled(entry && !keys.isEmpty() && m_problem->text().isEmpty());
    });
    connect(m_apply, &QPushButton::clicked, this, [this] { apply(m_keys->keySequence()); });
    connect(m_none, &QPushButton::clicked, this, [this] { apply({}); });
    connect(m_reset, &QPushButton::clicked, this, [this] {
        const Keymap::Entry *entry = current();
        if (!entry || m_keymap.reset(*entry))
            return;
        m_problem->setText(tr("Its own shortcut now belongs to another command."));
        m_problem->show();
    });
    connect(m_resetAll, &QPushButton::clicked, this, [this] { m_keymap.resetAll(); });
    fill();
}

void ShortcutList::build()
{
    m_list->setObjectName(u"shortcuts"_s);
    m_list->setAccessibleName(tr("Commands and their shortcuts"));
    m_list->setColumnCount(ColumnCount);
    m_list->setHeaderLabels({tr("Command"), tr("Page"), tr("Shortcut")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setFixedHeight(ShortcutsHeight);
    m_keys->setObjectName(u"newShortcut"_s);
    m_keys->setAccessibleName(tr("New shortcut"));
    m_keys->setMaximumWidth(220);
    m_apply->setObjectName(u"setShortcut"_s);
    m_none->setObjectName(u"noShortcut"_s);
    m_reset->setObjectName(u"resetShortcut"_s);
    m_resetAll->setObjectName(u"resetShortcuts"_s);
    m_problem->setObjectName(u"shortcutProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_refused->setObjectName(u"refusedShortcuts"_s);
    m_refused->setWordWrap(true);
    m_refused->hide();
    auto *below = new QHBoxLayout;
    below->setSpacing(space::inside);
    below->addWidget(plainLabel(tr("New shortcut")));
    below->addWidget(m_keys);
    for (QPushButton *each : {m_apply, m_none, m_reset})
        below->addWidget(each);
    below->addStretch(1);
    below->addWidget(m_resetAll);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::tight, 0, 0);
    column->setSpacing(space::inside);
    column->addWidget(m_refused);
    column->addWidget(m_list);
    column->addLayout(below);
    column->addWidget(m_problem);
}

const Keymap::Entry *ShortcutList::current() const
{
    const QTreeWidgetItem *item = m_list->currentItem();
    if (!item)
        return nullptr;
    const QString id = item->data(Command, IdRole).toString();
    const auto &entries = m_keymap.entries();
    const auto found = std::ranges::find(entries, id, &Keymap::Entry::id);
    return found == entries.end() || !found->action() ? nullptr : &*found;
}

void ShortcutList::fill()
{
    const Keymap::Entry *before = current();
    const QString kept = before ? before->id : QString();
    m_refused->setText(m_keymap.problems().join(u'\n'));
    m_refused->setVisible(!m_refused->text().isEmpty());
    m_list->clear();
    QList<QTreeWidgetItem *> items;
    for (const Keymap::Entry &entry : m_keymap.entries()) {
        if (!entry.action())
            continue;
        const QString keys = m_keymap.keys(entry).toString(QKeySequence::NativeText);
        auto *item = new QTreeWidgetItem(QStringList{wordsOfCaption(entry.action()->text()), entry.groupTitle, keys});
        item->setData(Command, IdRole, entry.id);
        if (m_keymap.isChosen(entry)) {
            QFont font = m_list->font();
            font.setBold(true);
            item->setFont(Keys, font);
            item->setToolTip(
                Keys, tr("Chosen; its own is %1").arg(entry.own.value(0).toString(QKeySequence::NativeText)));
        }
        items << item;
    }
    m_list->addTopLevelItems(items);
    for (QTreeWidgetItem *item : items) {
        if (item->data(Command, IdRole).toString() == kept)
            m_list->setCurrentItem(item);
    }
    if (!m_list->currentItem() && !items.isEmpty())
        m_list->setCurrentItem(items.constFirst());
    for (int column = 0; column < Keys; ++column)
        m_list->resizeColumnToContents(column);
    showOnly(m_searched);
    follow();
}

void ShortcutList::follow()
{
    const Keymap::Entry *entry = current();
    m_keys->setKeySequence(entry ? m_keymap.keys(*entry) : QKeySequence());
    m_problem->hide();
    m_apply->setEnabled(false);
    m_keys->setEnabled(entry);
    m_none->setEnabled(entry && !m_keymap.keys(*entry).isEmpty());
    m_reset->setEnabled(entry && m_keymap.isChosen(*entry));
}

void ShortcutList::apply(const QKeySequence &keys)
{
    if (const Keymap::Entry *entry = current())
        m_keymap.choose(*entry, keys);
}

bool ShortcutList::showOnly(const QString &searched)
{
    m_searched = searched;
    QTreeWidgetItem *first = nullptr;
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        QTreeWidgetItem *item = m_list->topLevelItem(i);
        bool holds = searched.isEmpty();
        for (int column = 0; column < ColumnCount && !holds; ++column)
            holds = item->text(column).contains(searched, Qt::CaseInsensitive);
        item->setHidden(!holds);
        if (holds && !first)
            first = item;
    }
    // What is changed below is one that can be seen.
    if (first && (!m_list->currentItem() || m_list->currentItem()->isHidden()))
        m_list->setCurrentItem(first);
    return first != nullptr;
}

} // namespace howdah::ui
