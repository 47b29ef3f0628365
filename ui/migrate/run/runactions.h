// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrate/list/migrationrow.h"

#include <QObject>

#include <memory>
#include <optional>

class QAction;

namespace howdah::ui {

// Applying and rolling back, as actions of the page. UI thread.
class RunActions final : public QObject
{
    Q_OBJECT
public:
    // `page` owns the actions, and its keys are theirs.
    explicit RunActions(QWidget *page);

    // `able`: connected, and nothing runs.
    void update(std::shared_ptr<const Overview> overview, std::optional<migration::Version> selected, bool able);

    [[nodiscard]] QAction *applyAll() const { return m_applyAll; }
    [[nodiscard]] QAction *applyTo() const { return m_applyTo; }
    [[nodiscard]] QAction *rollBackTo() const { return m_rollBackTo; }
    [[nodiscard]] QAction *rollBackThis() const { return m_rollBackThis; }

Q_SIGNALS:
    void wanted(const howdah::migration::Request &request);

private:
    [[nodiscard]] migration::Version before(const migration::Version &version) const;

    std::shared_ptr<const Overview> m_overview;
    std::optional<migration::Version> m_selected;
    QAction *m_applyAll;
    QAction *m_applyTo;
    QAction *m_rollBackTo;
    QAction *m_rollBackThis;
};

} // namespace howdah::ui
