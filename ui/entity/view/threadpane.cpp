// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/view/threadpane.h"

#include "base/figures.h"
#include "common/icons.h"
#include "common/widgets.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QShortcut>
#include <QToolButton>
#include <QVBoxLayout>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using entity::Thread;

static QToolButton *toolButton(const QString &iconName, const QString &words, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon(iconName));
    button->setToolTip(words);
    button->setAccessibleName(words);
    button->setAutoRaise(true);
    return button;
}

ThreadPane::ThreadPane(QWidget *parent)
    : QWidget(parent)
    , m_model(new ThreadModel(this))
    , m_view(new ThreadView(this))
    , m_search(new QLineEdit(this))
    , m_where(mutedLabel({}, this))
    , m_previous(toolButton(u"go-up"_s, tr("Previous message that has it"), this))
    , m_next(toolButton(u"go-down"_s, tr("Next message that has it"), this))
    , m_unfold(toolButton(u"expand-all"_s, tr("Unfold all messages"), this))
{
    m_view->setThreadModel(m_model);
    m_search->setPlaceholderText(tr("Search in what was said"));
    m_search->setAccessibleName(m_search->placeholderText());
    addClearButton(m_search);
    m_unfold->setCheckable(true);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(space::group, space::tight, space::inside, space::tight);
    line->setSpacing(space::tight);
    line->addWidget(m_search, 1);
    line->addWidget(m_where);
    line->addWidget(m_previous);
    line->addWidget(m_next);
    line->addSpacing(space::inside);
    line->addWidget(m_unfold);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(line);
    layout->addWidget(separator(Qt::Horizontal, this));
    layout->addWidget(m_view, 1);
    setFocusProxy(m_view);
    connect(m_search, &QLineEdit::textChanged, this, &ThreadPane::find);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { step(1); });
    connect(m_previous, &QToolButton::clicked, this, [this] { step(-1); });
    connect(m_next, &QToolButton::clicked, this, [this] { step(1); });
    connect(m_unfold, &QToolButton::toggled, m_model, &ThreadModel::setAllUnfolded);
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] { m_unfold->setChecked(false); });
    for (const int by : {1, -1}) {
        auto *shortcut = new QShortcut(by > 0 ? QKeySequence(Qt::Key_F3) : QKeySequence(Qt::SHIFT | Qt::Key_F3), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, [this, by] { step(by); });
    }
    say();
}

void ThreadPane::setThread(std::shared_ptr<const Thread> thread)
{
    m_model->setThread(std::move(thread));
    find();
}

void ThreadPane::addDetails(std::shared_ptr<const Thread> thread)
{
    m_model->addDetails(std::move(thread));
    if (!m_search->text().isEmpty())
        find();
}

void ThreadPane::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

static bool has(const entity::ThreadTurn &turn, const QString &term)
{
    if (turn.text.contains(term, Qt::CaseInsensitive) || turn.error.contains(term, Qt::CaseInsensitive))
        return true;
    return std::ranges::any_of(turn.details, [&term](const entity::ThreadDetail &detail) {
        return detail.label.contains(term, Qt::CaseInsensitive)
            || std::ranges::any_of(detail.values, [&term](const auto &value) {
                   return value.second.contains(term, Qt::CaseInsensitive);
               });
    });
}

void ThreadPane::find()
{
    const QString term = m_search->text();
    m_view->setTerm(term);
    if (term.isEmpty() || !m_model->thread()) {
        m_finding.drop();
        m_found.clear();
        return say();
    }
    const auto found = QtConcurrent::run([thread = m_model->thread(), term] {
        std::vector<int> rows;
        for (size_t i = 0; i < thread->turns.size(); ++i) {
            if (has(thread->turns[i], term))
                rows.push_back(int(i));
        }
        return rows;
    });
    m_finding.ask(this, found, [this](const std::vector<int> &rows) {
        m_found = rows;
        const int at = m_view->currentIndex().row();
        if (!m_found.empty() && !std::ranges::binary_search(m_found, at))
            m_view->showRow(m_found.front());
        say();
    });
}

void ThreadPane::step(int by)
{
    if (m_found.empty())
        return;
    const int at = m_view->currentIndex().row();
    auto place = std::ranges::lower_bound(m_found, at);
    if (by > 0)
        place = std::ranges::upper_bound(m_found, at);
    else
        place = place == m_found.begin() ? m_found.end() - 1 : place - 1;
    m_view->showRow(place == m_found.end() ? m_found.front() : *place);
    say();
}

void ThreadPane::say()
{
    const bool isSearching = !m_search->text().isEmpty();
    m_previous->setEnabled(!m_found.empty());
    m_next->setEnabled(!m_found.empty());
    if (!isSearching) {
        m_where->clear();
        return;
    }
    const auto place = std::ranges::lower_bound(m_found, m_view->currentIndex().row());
    m_where->setText(
        m_found.empty()
            ? tr("Not found")
            : tr("%1 of %2").arg(countText(place - m_found.begin() + 1), countText(qint64(m_found.size()))));
}

} // namespace howdah::ui
