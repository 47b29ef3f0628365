// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/settingcontrols.h"

#include <QEvent>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

class WheelFilter final : public QObject
{
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        const auto *control = qobject_cast<QWidget *>(watched);
        if (event->type() == QEvent::Wheel && control && !control->hasFocus()) {
            event->ignore();
            return true;
        }
        return QObject::eventFilter(watched, event);
    }
};

} // namespace

void leaveWheelToPage(QWidget *control)
{
    control->setFocusPolicy(Qt::StrongFocus);
    control->installEventFilter(new WheelFilter(control));
}

SettingRow *
numberRow(Settings &settings, const Setting<int> &key, const SettingRow::Words &words, const NumberLooks &looks)
{
    auto *box = new QSpinBox;
    box->setObjectName(QString(key.name));
    box->setRange(key.least, key.most);
    box->setSingleStep(looks.step);
    box->setSuffix(looks.suffix);
    box->setSpecialValueText(key.least == 0 ? looks.zero : QString());
    box->setGroupSeparatorShown(true);
    box->setKeyboardTracking(false); // not at each digit
    leaveWheelToPage(box);
    auto *row = new SettingRow(words, box, {QString(key.name), looks.suffix});
    const auto show = [&settings, &key, box, row] {
        const QSignalBlocker silent(box);
        box->setValue(settings.value(key));
        row->setChosen(settings.isChosen(key.name));
    };
    show();
    QObject::connect(box, &QSpinBox::valueChanged, box, [&settings, &key, show](int value) {
        settings.set(key, value);
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

} // namespace howdah::ui
