// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/icons.h"

#include <QApplication>
#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QStandardPaths>
#include <QSvgRenderer>

#include <optional>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

// The SVG of a name in Breeze nearest to a size; "" when Breeze has none. Looked up once a name and size.
QString breezeFile(const QString &name, int size)
{
    static QHash<std::pair<QString, int>, QString> found; // UI thread only, as all icons are
    const auto key = std::pair(name, size);
    if (const auto known = found.constFind(key); known != found.cend())
        return *known;
    static const QStringList roots = QStandardPaths::locateAll(
        QStandardPaths::GenericDataLocation, u"icons/breeze"_s, QStandardPaths::LocateDirectory);
    // Those for 22 are outlines at any size; many of the larger ones are paintings, of which one colour leaves a blot.
    const QStringList sizes = size <= 18 ? QStringList{u"16"_s, u"22"_s, u"symbolic"_s, u"32"_s, u"64"_s}
                                         : QStringList{u"22"_s, u"32"_s, u"16"_s, u"symbolic"_s, u"48"_s, u"64"_s};
    for (const QString &root : roots) {
        for (const QString &drawn : sizes) {
            for (const auto context :
                 {"actions"_L1, "places"_L1, "status"_L1, "emblems"_L1, "apps"_L1, "mimetypes"_L1, "devices"_L1,
                  "preferences"_L1, "categories"_L1}) {
                const QString file = root + u'/' + context + u'/' + drawn + u'/' + name + u".svg"_s;
                if (QFile::exists(file))
                    return *found.insert(key, file);
            }
        }
    }
    return *found.insert(key, QString());
}

// One colour for the whole shape. What is drawn in white upon it (the cross of an error, the mark of a warning) becomes
// a hole, so that it is still seen.
void flatten(QImage &image, const QColor &ink)
{
    constexpr int whiteFrom = 225;
    for (int y = 0; y < image.height(); ++y) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            const QRgb straight = qUnpremultiply(line[x]);
            const int darkest = std::min({qRed(straight), qGreen(straight), qBlue(straight)});
            const int kept = darkest <= whiteFrom ? 255 : 255 * (255 - darkest) / (255 - whiteFrom);
            const int alpha = qAlpha(line[x]) * kept / 255 * ink.alpha() / 255;
            line[x] = qPremultiply(qRgba(ink.red(), ink.green(), ink.blue(), alpha));
        }
    }
}

// Draws the shape of a Breeze icon in one colour, decided when it is painted.
class ShapeEngine final : public QIconEngine
{
public:
    ShapeEngine(QString name, std::optional<Tone> tone)
        : m_name(std::move(name))
        , m_tone(tone)
    {
    }

    QIconEngine *clone() const override { return new ShapeEngine(*this); }
    bool isNull() override { return breezeFile(m_name, space::iconSmall).isEmpty(); }
    QString iconName() override { return m_name; }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatio() : 1;
        QPixmap shape = scaled(rect.size(), mode, state, ratio);
        painter->drawPixmap(rect, shape);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaled(size, mode, state, 1);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal scale) override
    {
        // The size comes in device pixels here.
        return scaled(size / scale, mode, state, scale);
    }

private:
    QPixmap scaled(const QSize &size, QIcon::Mode mode, QIcon::State, qreal ratio) const
    {
        const QColor ink = inkOf(mode);
        const QString key = u"howdah-icon/%1/%2x%3@%4/%5"_s.arg(m_name)
                                .arg(size.width())
                                .arg(size.height())
                                .arg(ratio)
                                .arg(ink.name(QColor::HexArgb));
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;
        QImage image((QSizeF(size) * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        if (const QString file = breezeFile(m_name, std::min(size.width(), size.height())); !file.isEmpty()) {
            QPainter painter(&image);
            QSvgRenderer renderer(file);
            renderer.setAspectRatioMode(Qt::KeepAspectRatio);
            renderer.render(&painter, QRectF(image.rect()));
            painter.end();
            flatten(image, ink);
        }
        pixmap = QPixmap::fromImage(image);
        pixmap.setDevicePixelRatio(ratio);
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QColor inkOf(QIcon::Mode mode) const
    {
        const QPalette palette = QApplication::palette();
        if (mode == QIcon::Disabled)
            return palette.color(QPalette::Disabled, QPalette::WindowText);
        if (m_tone)
            return color(*m_tone, palette);
        return palette.color(mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::WindowText);
    }

    QString m_name;
    std::optional<Tone> m_tone;
};

// The desktop's own theme comes first, unless it is Breeze itself or only the empty fallback.
bool desktopHas(const QString &name)
{
    const QString theme = QIcon::themeName();
    return !theme.isEmpty() && !theme.startsWith("breeze"_L1, Qt::CaseInsensitive) && theme != "hicolor"_L1
        && QIcon::hasThemeIcon(name);
}

} // namespace

QIcon icon(QStringView freedesktopName)
{
    const QString name = freedesktopName.toString();
    QIcon shape(new ShapeEngine(name, std::nullopt));
    // A desktop's symbolic icons would not follow our palette, so its icons serve only where Breeze has none or they
    // are in colour anyway.
    if (desktopHas(name) && !QIcon::hasThemeIcon(name + u"-symbolic"_s))
        return QIcon::fromTheme(name, shape);
    return shape;
}

QIcon icon(QStringView freedesktopName, Tone tone) { return QIcon(new ShapeEngine(freedesktopName.toString(), tone)); }

QIcon icon(Tone tone) { return icon(toneIcon(tone), tone); }

} // namespace howdah::ui
