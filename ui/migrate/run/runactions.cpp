// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/run/runactions.h"

#include "migrate/list/pageaction.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Direction;
using migration::Version;

RunActions::RunActions(QWidget *page)
    : QObject(page)
    , m_applyAll(pageAction(page, tr("Apply all pending"), {}, Qt::CTRL | Qt::Key_Return))
    , m_applyTo(pageAction(page, tr("Apply to here"), u"go-down"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_A))
    , m_rollBackTo(pageAction(page, tr("Roll back to here"), u"edit-undo"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_R))
    , m_rollBackThis(pageAction(page, tr("Roll back including this"), u"edit-undo"_s, Qt::CTRL | Qt::ALT | Qt::Key_R))
{
    m_applyAll->setToolTip(tr("Apply every pending migration, after a review"));
    m_applyTo->setToolTip(tr("Apply everything up to and including the selected migration, after a review"));
    m_rollBackTo->setToolTip(tr("Undo everything after the selected migration, after a review"));
    const auto want = [this](Direction direction, const std::optional<Version> &to) {
        Q_EMIT wanted({.direction = direction, .to = to});
    };
    connect(m_applyAll, &QAction::triggered, this, [want] { want(Direction::Up, std::nullopt); });
    connect(m_applyTo, &QAction::triggered, this, [this, want] { want(Direction::Up, m_selected); });
    connect(m_rollBackTo, &QAction::triggered, this, [this, want] { want(Direction::Down, m_selected); });
    connect(m_rollBackThis, &QAction::triggered, this, [this, want] {
        if (m_selected && m_overview)
            want(Direction::Down, before(*m_selected)); // everything newer than that
    });
}

Version RunActions::before(const Version &version) const
{
    Version newest;
    for (const migration::Entry &other : m_overview->entries) {
        if (other.version < version && other.version > newest)
            newest = other.version;
    }
    return newest;
}

void RunActions::update(std::shared_ptr<const Overview> overview, std::optional<Version> selected, bool able)
{
    m_overview = std::move(overview);
    m_selected = std::move(selected);
    able = able && m_overview;
    const migration::Entry *entry = m_overview && m_selected ? m_overview->find(*m_selected) : nullptr;
    const bool applied = entry && entry->record && entry->record->isApplied();
    const bool partial = entry && entry->record && entry->record->isPartial();
    const auto isNewer = [entry](const migration::Entry &one) {
        return one.version > entry->version && one.record && (one.record->isApplied() || one.record->isPartial());
    };
    const int pending = m_overview ? countsOf(*m_overview).pending : 0;
    m_applyAll->setEnabled(able && pending > 0);
    m_applyAll->setText(pending > 0 ? tr("Apply %1 pending").arg(pending) : tr("Apply all pending"));
    const bool newer = entry && std::ranges::any_of(m_overview->entries, isNewer);
    m_applyTo->setEnabled(able && entry && entry->isPending());
    m_applyTo->setVisible(!applied && !partial);
    m_rollBackTo->setEnabled(able && applied && newer);
    m_rollBackTo->setVisible(applied && newer);
    m_rollBackThis->setEnabled(able && (applied || partial));
    // What goes with it is in its name.
    const bool alone = applied && !newer;
    m_rollBackThis->setText(alone ? tr("Roll back this migration") : tr("Roll back including this"));
    m_rollBackThis->setToolTip(
        alone ? tr("Undo the selected migration, after a review")
              : tr("Undo the selected migration and everything after it, after a review"));
}

} // namespace howdah::ui
