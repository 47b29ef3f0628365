// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/settingrow.h"

#include "common/icons.h"
#include "common/widgets.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

SettingRow::SettingRow(const Words &words, QWidget *control, const QStringList &others, QWidget *parent)
    : QWidget(parent)
    , m_words(words.title + u'\n' + words.about + u'\n' + others.join(u'\n'))
    , m_reset(new QToolButton)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, space::tight, 0, space::tight);
    row->setSpacing(space::group);
    auto *said = new QVBoxLayout;
    said->setSpacing(2);
    said->addWidget(plainLabel(words.title));
    if (!words.about.isEmpty()) {
        QLabel *about = mutedLabel(words.about);
        about->setWordWrap(true);
        said->addWidget(about);
    }
    row->addLayout(said, 1);
    row->addWidget(control, 0, Qt::AlignVCenter);
    m_reset->setIcon(icon(u"edit-undo"));
    m_reset->setObjectName(u"reset-"_s + control->objectName());
    m_reset->setToolTip(tr("Reset to the default"));
    m_reset->setAccessibleName(tr("Reset %1").arg(words.title));
    QSizePolicy kept = m_reset->sizePolicy();
    kept.setRetainSizeWhenHidden(true); // so that nothing moves
    m_reset->setSizePolicy(kept);
    m_reset->hide();
    row->addWidget(m_reset, 0, Qt::AlignVCenter);
    control->setAccessibleName(words.title);
    connect(m_reset, &QToolButton::clicked, this, &SettingRow::resetWanted);
}

void SettingRow::setChosen(bool chosen) { m_reset->setVisible(chosen); }

bool SettingRow::holds(const QString &searched) const { return m_words.contains(searched, Qt::CaseInsensitive); }

} // namespace howdah::ui
