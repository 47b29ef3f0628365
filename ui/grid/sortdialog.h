// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "data/page/ordering.h"

namespace howdah::ui {

// Sorts by several columns: each with its direction and the place of its NULLs. Nothing is sent before Sort.
class SortDialog final : public DialogFrame
{
    Q_OBJECT
public:
    SortDialog(const data::RelationShape &shape, const std::vector<data::SortColumn> &sort, QWidget *parent = nullptr);

    [[nodiscard]] std::vector<data::SortColumn> sort() const;

Q_SIGNALS:
    void sorted(const std::vector<howdah::data::SortColumn> &sort);

private:
    class Line;

    void addLine(const data::SortColumn &sort);
    void moveUp(Line *line);
    void number();
    [[nodiscard]] QList<Line *> lines() const;
    [[nodiscard]] QString firstUnused() const;

    data::RelationShape m_shape; // its sortable columns
    QVBoxLayout *m_lines;
    QPushButton *m_add = nullptr;
};

} // namespace howdah::ui
