// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "grid/record/recordmodel.h"

#include <QPersistentModelIndex>
#include <QWidget>

namespace howdah::ui {

class RecordDelegate;
class RecordList;
class ResultModel;
class StateStack;

// One row of an answer, a value beneath the other, each whole. UI thread.
class ResultRecord final : public QWidget
{
    Q_OBJECT
public:
    ResultRecord(ResultModel *model, QWidget *parent);

    // Negative: none. Nothing is read while it is hidden.
    void showRow(int row);
    [[nodiscard]] RecordModel *record() const { return m_record; }
    [[nodiscard]] RecordList *list() const { return m_list; }
    [[nodiscard]] StateStack *states() const { return m_states; }

Q_SIGNALS:
    void shown();

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void makeHead();
    void read();
    void take(const Result<RecordValues> &values);
    void copyValue();

    ResultModel *m_model;
    QPersistentModelIndex m_row;
    RecordModel *m_record;
    RecordList *m_list;
    RecordDelegate *m_delegate;
    StateStack *m_states;
    Latest m_asked;
};

} // namespace howdah::ui
