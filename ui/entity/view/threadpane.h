// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "entity/view/threadview.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace howdah::ui {

// A conversation and the search in it. UI thread.
class ThreadPane final : public QWidget
{
    Q_OBJECT
public:
    explicit ThreadPane(QWidget *parent = nullptr);

    void setThread(std::shared_ptr<const entity::Thread> thread);
    void addDetails(std::shared_ptr<const entity::Thread> thread);
    void focusSearch();

    [[nodiscard]] ThreadView *view() const { return m_view; }
    [[nodiscard]] ThreadModel *model() const { return m_model; }
    [[nodiscard]] QLineEdit *search() const { return m_search; }
    [[nodiscard]] const std::vector<int> &found() const { return m_found; }

private:
    void find();
    void step(int by);
    void say();

    ThreadModel *m_model;
    ThreadView *m_view;
    QLineEdit *m_search;
    QLabel *m_where;
    QToolButton *m_previous;
    QToolButton *m_next;
    QToolButton *m_unfold;
    std::vector<int> m_found; // rows
    Latest m_finding;
};

} // namespace howdah::ui
