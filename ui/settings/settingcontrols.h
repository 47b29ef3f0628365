// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/settings.h"
#include "settings/settingrow.h"

#include <QComboBox>
#include <QSignalBlocker>

#include <utility>
#include <vector>

namespace howdah::ui {

// The wheel scrolls the page; only what has the focus is changed by it.
void leaveWheelToPage(QWidget *control);

template <typename T>
using Choices = std::vector<std::pair<T, QString>>;

// A list of what the setting may be. `key` is of the table, which lives to the end of the program. What the file holds
// beside the list is added to it.
template <typename T>
[[nodiscard]] SettingRow *
choiceRow(Settings &settings, const Setting<T> &key, const SettingRow::Words &words, const Choices<T> &choices)
{
    auto *box = new QComboBox;
    box->setObjectName(QString(key.name));
    leaveWheelToPage(box);
    QStringList labels{QString(key.name)};
    for (const auto &[value, label] : choices) {
        box->addItem(label, QVariant::fromValue(value));
        labels << label;
    }
    auto *row = new SettingRow(words, box, labels);
    const auto show = [&settings, &key, box, row] {
        const QSignalBlocker silent(box);
        box->setCurrentIndex(box->findData(QVariant::fromValue(settings.value(key))));
        row->setChosen(settings.isChosen(key.name));
    };
    show();
    QObject::connect(box, &QComboBox::activated, box, [&settings, &key, box, show](int index) {
        settings.set(key, box->itemData(index).template value<T>());
        show();
    });
    QObject::connect(&settings, &Settings::changed, box, [&key, show](const QString &name) {
        if (name == key.name)
            show();
    });
    QObject::connect(row, &SettingRow::resetWanted, box, [&settings, &key, show] {
        settings.reset(key.name);
        show();
    });
    return row;
}

// A number between the bounds of its setting, in steps.
struct NumberLooks
{
    int step = 1;
    QString suffix;
    QString zero; // what stands for 0
};
[[nodiscard]] SettingRow *
numberRow(Settings &settings, const Setting<int> &key, const SettingRow::Words &words, const NumberLooks &looks);

} // namespace howdah::ui
