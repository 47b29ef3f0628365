// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QHBoxLayout;
class QLineEdit;

namespace howdah::ui {

class ResultArranger;
class ResultModel;

// A line that says which of the rows that have come are shown: words that are looked for in every column, and the
// conditions that were made of cells, each with a way to take it away. UI thread.
class ResultFilterBar final : public QWidget
{
    Q_OBJECT
public:
    ResultFilterBar(ResultArranger *arranger, const ResultModel *model, QWidget *parent);

    void focusWords();
    [[nodiscard]] QLineEdit *words() const { return m_words; }
    // What the conditions say, in their order.
    [[nodiscard]] QStringList conditionTexts() const;

private:
    void update();

    ResultArranger *m_arranger;
    const ResultModel *m_model;
    QLineEdit *m_words;
    QHBoxLayout *m_line;
    QList<QWidget *> m_chips;
    QTimer m_rest;
};

} // namespace howdah::ui
