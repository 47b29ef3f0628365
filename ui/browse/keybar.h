// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/relationshape.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace howdah::ui {

// A line that asks for the key of a row to go to. Hidden until it is opened; Esc closes it.
class KeyBar final : public QWidget
{
    Q_OBJECT
public:
    explicit KeyBar(QWidget *parent = nullptr);

    // Shows a field for each column of the key, with the cursor in the first.
    void open(const data::RelationShape &shape, const std::vector<int> &key);
    void close();
    void setSearching(bool searching);
    // What came of it; with `hidden` there is such a row, and the filters can be taken away to see it.
    void showProblem(const QString &message, bool hidden = false);
    [[nodiscard]] std::vector<QByteArray> values() const;

Q_SIGNALS:
    void wanted(const std::vector<QByteArray> &key);
    void wantedWithoutFilters(const std::vector<QByteArray> &key);
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void submit();
    void paintProblem();

    QHBoxLayout *m_fieldLine;
    QLabel *m_problem;
    QPushButton *m_go;
    QPushButton *m_unfilter;
    QList<QWidget *> m_parts;
    QList<QLineEdit *> m_fields;
};

} // namespace howdah::ui
