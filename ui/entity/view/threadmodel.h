// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/view/thread.h"

#include <QAbstractListModel>
#include <QSet>

#include <memory>

namespace howdah::ui {

// The turns of a conversation, the oldest first, and which of them are unfolded. UI thread.
class ThreadModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    // The same conversation with more about each turn keeps what is unfolded; another one begins folded.
    void setThread(std::shared_ptr<const entity::Thread> thread);
    void addDetails(std::shared_ptr<const entity::Thread> thread);
    [[nodiscard]] const std::shared_ptr<const entity::Thread> &thread() const { return m_thread; }
    [[nodiscard]] const entity::ThreadTurn &turn(int row) const { return m_thread->turns[size_t(row)]; }
    [[nodiscard]] int rowOf(const entity::RowValues &said) const; // -1: not here

    [[nodiscard]] bool isUnfolded(int row) const { return m_areAllUnfolded != m_turned.contains(row); }
    void toggle(int row);
    void setAllUnfolded(bool on);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

    // "Assistant, gpt-4o, 12 s later, 1,204 tokens".
    [[nodiscard]] QString headText(int row) const;
    // All of a turn as plain text, to be copied.
    [[nodiscard]] QString wholeText(int row) const;

private:
    std::shared_ptr<const entity::Thread> m_thread;
    QSet<int> m_turned; // otherwise than the others
    bool m_areAllUnfolded = false;
};

// What stands beside the role of a turn, at its right end.
[[nodiscard]] QString figuresText(const entity::ThreadTurn &turn);

} // namespace howdah::ui
