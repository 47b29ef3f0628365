// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QStringListModel;

namespace howdah::ui {

// A line that asks for a column to go to, by any part of its name. Hidden until it is opened; Esc closes it.
class ColumnBar final : public QWidget
{
    Q_OBJECT
public:
    explicit ColumnBar(QWidget *parent = nullptr);

    void open(const QStringList &columns);
    void close();

Q_SIGNALS:
    void wanted(int column); // its place in the list
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void submit(const QString &text);

    QLineEdit *m_text;
    QLabel *m_problem;
    QStringListModel *m_names;
};

} // namespace howdah::ui
