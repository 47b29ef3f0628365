// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/filter.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QVBoxLayout;

namespace howdah::ui {

class ConnectionController;
class FilterRow;

// Filters that hold together, or any of them, with groups inside. The outermost one shows its head only when there is
// something to join.
class FilterGroupView final : public QWidget
{
    Q_OBJECT
public:
    enum class Place { Root, Inside };
    FilterGroupView(const data::RelationShape &shape, Place place, QWidget *parent = nullptr);

    void setShape(const data::RelationShape &shape); // takes everything away
    // By whose catalog values are offered.
    void setConnection(ConnectionController *connection) { m_connection = connection; }
    void setGroup(const data::FilterGroup &group);
    // Without what is not finished.
    [[nodiscard]] data::FilterGroup group() const;
    [[nodiscard]] bool isEmpty() const; // not even an unfinished line
    FilterRow *addRow();
    FilterGroupView *addGroup();
    // By the positions in what group() answers; nullptr when the lines have changed since.
    [[nodiscard]] FilterRow *rowAt(const std::vector<int> &address) const;

Q_SIGNALS:
    void submitted();
    void edited(); // in any way
    void removed();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QWidget *makeHead();
    void addFirstFilter();
    void drop(QWidget *part);
    void updateHead();
    [[nodiscard]] QList<FilterRow *> rows() const;
    [[nodiscard]] QList<FilterGroupView *> groups() const;

    ConnectionController *m_connection = nullptr;
    data::RelationShape m_shape;
    Place m_place;
    QWidget *m_head = nullptr;
    QComboBox *m_join;
    QCheckBox *m_not;
    QVBoxLayout *m_rows;
    QVBoxLayout *m_groups;
};

} // namespace howdah::ui
