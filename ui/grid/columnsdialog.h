// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "grid/columnlayout.h"

class QLineEdit;
class QListWidget;
class QListWidgetItem;

namespace howdah::ui {

// Which columns are shown, in what order, and which of them stay at the left. Each change is seen at once.
class ColumnsDialog final : public DialogFrame
{
    Q_OBJECT
public:
    ColumnsDialog(const data::RelationShape &shape, const ColumnLayout &layout, QWidget *parent = nullptr);

    [[nodiscard]] ColumnLayout layoutShown() const;

Q_SIGNALS:
    void changed(const howdah::ui::ColumnLayout &layout);

private:
    void fill(const ColumnLayout &layout);
    void makeButtons();
    void move(int by);
    void toggleFrozen();
    void showAll();
    void find(const QString &text);
    void updateButtons();
    void notify();
    void mark(QListWidgetItem *item) const;

    data::RelationShape m_shape;
    QHash<QString, int> m_widths;
    QLineEdit *m_search;
    QListWidget *m_list;
    QPushButton *m_up = nullptr;
    QPushButton *m_down = nullptr;
    QPushButton *m_freeze = nullptr;
    bool m_filling = false;
};

} // namespace howdah::ui
