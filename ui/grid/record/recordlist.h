// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

namespace howdah::ui {

// A list of values that may be of any height. UI thread.
class RecordList final : public QListView
{
    Q_OBJECT
public:
    explicit RecordList(QWidget *parent = nullptr);

    // QListView keeps the height of an item in 16 bits, which the text of a long value exceeds.
    [[nodiscard]] QRect visualRect(const QModelIndex &index) const override;
    // What comes into sight at the end may be higher than it was thought to be; the end stays in sight then.
    void doItemsLayout() override;
};

} // namespace howdah::ui
