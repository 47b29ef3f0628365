// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What nearly every file includes anyway, read once. Only for HOWDAH_PRECOMPILE: no file may rely on it, and the builds
// without it see to that.
#pragma once

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFuture>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QObject>
#include <QRegularExpression>
#include <QString>
#include <QStringList>
#include <QThread>
#include <QTimer>
#include <QVariant>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <ranges>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#ifdef QT_WIDGETS_LIB
#    include <QAction>
#    include <QApplication>
#    include <QBoxLayout>
#    include <QLabel>
#    include <QPainter>
#    include <QTableView>
#    include <QWidget>
#endif
