// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/settings.h"

#include "base/paths.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

const Setting<int> versionKey{"version"_L1, 0};

} // namespace

Settings::Settings(const QString &path)
    : m_store(path, QSettings::IniFormat)
{
    m_store.setAtomicSyncRequired(true);
    // A file of a later version keeps its number: what we know in it is used, the rest stays as it is.
    if (value(versionKey) < currentVersion)
        set(versionKey, currentVersion);
}

QString Settings::defaultPath() { return QDir(dataFolder()).filePath(u"settings.ini"_s); }

QJsonObject Settings::pageState(const QString &page) const
{
    return QJsonDocument::fromJson(m_store.value(u"page/"_s + page).toString().toUtf8()).object();
}

void Settings::setPageState(const QString &page, const QJsonObject &state)
{
    m_store.setValue(u"page/"_s + page, QString::fromUtf8(QJsonDocument(state).toJson(QJsonDocument::Compact)));
}

} // namespace howdah::ui
