/// Small pictures of every kind of PNG and WebP with the pixels that Pillow sees in them, and a HEIC.
/// Written by References/make_pictures.py.
enum SamplePictures {
    /// Kind → width, height, the file, and its pixels, both in base64.
    static let kinds: [String: (width: Int, height: Int, file: String, pixels: String)] = [
        "png": (
            7, 5,
            """
            iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAIAAAAG+GGPAAAAeUlEQVR4nAFuAJH/AKjluKvuqxTO9ZnMBSU1
            1c7ArQZ4PwS4B8sWFtSNeJyJzejrjQ08pfkHKMMCxlsCACALI6fyaOnGgabUKyZTqJiVAAu0ikIApWJ7DJC4
            GCaBAcr/VTbkMAB/qQGnbfcQwE7cCDy9tUBICLlYb79sizKDd0NWrwAAAABJRU5ErkJggg==
            """,
            """
            qOW4q+6rFM71mcwFJTXVzsCtBng/YOyDdgRXoXxHKkntEML6CmfODY8CJkeFdiRixCM5kjKzkWjONY0htSeX
            C7SKQgClYnsMkLgYJoEByv9VNuQwf6kBp233EMBO3Ag8vbVASAi5WG+/
            """
        ),
        "pngGrey": (
            7, 5,
            """
            iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAAAAACs8akEAAAAMUlEQVR4nGM8x3KSe05DL9OLuGdrAqdyMrow
            CLErP/vBZPlY0PZ6mS0TT7r45uDgawA7zA8q3eiC+AAAAABJRU5ErkJggg==
            """,
            """
            zs7O0tLSm5ubpqamQkJCwsLCT09Ptra2MDAwgYGBUlJSk5OTV1dXWFhYREREREREVlZWXV1dgICAZmZmXl5e
            fX19JycnZ2dnmpqaV1dX3Nzcm5ubiYmJjo6Ofn5+TU1NqqqqLy8vcXFx
            """
        ),
        "pngOneBit": (
            7, 5,
            """
            iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFAQAAAACh4ct1AAAAEklEQVR4nGO4wnSFgYthG4MHAA/2ArM4NFEd
            AAAAAElFTkSuQmCC
            """,
            """
            ////////AAAA////AAAA////AAAA////AAAA////AAAA////AAAAAAAAAAAAAAAAAAAAAAAA////AAAA////
            ////AAAA////////AAAA////////AAAA////AAAAAAAA////AAAAAAAA
            """
        ),
        "pngPalette": (
            7, 5,
            """
            iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFBAMAAAB7tOvrAAAAElBMVEWm4n0bzZtcnCpsaLMXV5qMF3u8oP4a
            AAAAIUlEQVR4nGNkENJ7wMgq/4GHxUHgrhyjKO8/Bia+z08FAEi9Bqtys5x+AAAAAElFTkSuQmCC
            """,
            """
            puJ9puJ9G82bXJwqF1eapuJ9XJwqpuJ9jBd7XJwqF1eaG82bF1eaXJwqF1eajBd7jBd7jBd7bGizXJwqjBd7
            G82bjBd7XJwqXJwqXJwqpuJ9XJwqXJwqbGizG82bjBd7puJ9jBd7bGiz
            """
        ),
        "pngClearColour": (
            7, 5,
            """
            iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFBAMAAAB7tOvrAAAAElBMVEWm4n0bzZtcnCpsaLMXV5qMF3u8oP4a
            AAAAA3RSTlP//wDXyg1BAAAAIUlEQVR4nGNkENJ7wMgq/4GHxUHgrhyjKO8/Bia+z08FAEi9Bqtys5x+AAAA
            AElFTkSuQmCC
            """,
            """
            puJ9puJ9G82b////F1eapuJ9////puJ9jBd7////F1eaG82bF1ea////F1eajBd7jBd7jBd7bGiz////jBd7
            G82bjBd7////////////puJ9////////bGizG82bjBd7puJ9jBd7bGiz
            """
        ),
        "pngAlpha": (
            7, 5,
            """
            iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAYAAACJmvbYAAAAnElEQVR4nAGRAG7/AKjluDCr7qtEFM71ZJnM
            BfklNdVDzsCtKAZ4P38EuAfL/RYW1N2NeJzvic3o1euNDaI8pfn0ByjDfALGWwIIACALqyOn8kVo6ca4gabU
            OismU/+omJW5AAu0in9CAKWgYnsMHZC4GNAmgQGhyv9VdDbkMGQBf6kBUyjE9kRpU1cvzEju2uGtBA2LU3kU
            EGcGdXaBRB/7w9/6AAAAAElFTkSuQmCC
            """,
            """
            7/ry6frpo+z7m80Lxsr09/Xyg7yf4/zp7d/p7OXaU2zwKMj7L37Vrtqr0tnmkVCB45eixpPX8u35VJ5D+/P5
            hdrFiF/H7fDjpMVDdq9f5/+ysPSu1eOsy6n6Rc526WSF0s19dETK3OHx
            """
        ),
        "pngGreyAlpha": (
            7, 5,
            """
            iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAQAAAAjkz5TAAAAVklEQVR4nAFLALT/Ac4wBBTJIAuVnEqA5Y1X
            Auj9Xt3mz6zVUaKVsQnWAo4IFKvVRQu47ToP/wa5AjlK49QRpT1K14J2nD1WAgzUZ/cXqbPQUwxTTdbSJNAj
            CYcEhjYAAAAASUVORK5CYII=
            """,
            """
            9vb28/Pz2NjYqKiozc3N9fX1p6en8vLy5OTk5ubmc3Nznp6ecHBwx8fH2NjYaWlpr6+vqqqq8PDwfX199vb2
            vr6+d3d37u7ura2tlZWV7+/v2NjY2dnZvLy8m5ubj4+PxcXFYmJi4eHh
            """
        ),
        "pngTurned": (
            5, 7,
            """
            iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAIAAAAG+GGPAAAAGmVYSWZNTQAqAAAACAABARIAAwAAAAEABgAA
            AAAAANZnS2kAAAB5SURBVHicAW4Akf8AqOW4q+6rFM71mcwFJTXVzsCtBng/BLgHyxYW1I14nInN6OuNDTyl
            +QcowwLGWwIAIAsjp/Jo6caBptQrJlOomJUAC7SKQgClYnsMkLgYJoEByv9VNuQwAH+pAadt9xDATtwIPL21
            QEgIuVhvv2yLMoN3Q1avAAAAAElFTkSuQmCC
            """,
            """
            f6kBC7SKJkeFYOyDqOW4p233QgCldiRidgRXq+6rEMBOYnsMxCM5oXxHFM713Ag8kLgYkjKzKkntmcwFvbVA
            JoEBkWjOEML6JTXVSAi5yv9VNY0hCmfOzsCtWG+/NuQwtSeXDY8CBng/
            """
        ),
        "webp": (
            7, 5,
            """
            UklGRsoAAABXRUJQVlA4TL4AAAAvBgABABfBJgDAJNtwd9cEnFaBxPBRwDNwu17kYBsAYIv0nuidyewEl7qC
            Czxit/apuREAgIiybdfap3pX/+gL5tTajLON+Y8uvr4eVPsSjuKP9wJLt5Y0V1Kg0+WW4yUYfDa1kKsf8TRV
            3Uf4QCjqp9KqmHDirV/4FuEWR/rbiDSExtI38boKp1PD/8TqOkAzxZzX7HQQA1oz98AgAMCysdm2zoj+h1RA
            LO2e12840flybaSYi3Icf9ZtCvcA
            """,
            """
            qOW4q+6rFM71mcwFJTXVzsCtBng/YOyDdgRXoXxHKkntEML6CmfODY8CJkeFdiRixCM5kjKzkWjONY0htSeX
            C7SKQgClYnsMkLgYJoEByv9VNuQwf6kBp233EMBO3Ag8vbVASAi5WG+/
            """
        ),
        "webpAlpha": (
            7, 5,
            """
            UklGRvoAAABXRUJQVlA4TO0AAAAvBgABEBfBqLZtJV9wd7cEDK0CiWEmEYjAYuhOFDYBACaZ4e7uNxFISgpI
            QBF+XndxGgEAEt2R3N2pLMWMtoJropLdeVc2AQAmKbECO+3eEgz/CQGvawu79OT1BFQgAATQP3r1dQnknXUn
            dp/e3xAUk6/lKNLoymRNSAxuRq7icxafYCiA864aU6ACud72jajBsQyfYSVxO6u31B++BzHaOd+rfvYrFWlb
            PmqS+m+JfkyNf747R4PO04SmxdAsnNzMduz6SwAytF1VgkEAgGVjs22dEf0PqaDY2j2vX2Ci8+XaSDEX5Tj+
            rNsU7gEA
            """,
            """
            7/ry6frpo+z7m80Lxsr09/Xyg7yf4/zp7d/p7OXaU2zwKMj7L37Vrtqr0tnmkVCB45eixpPX8u35VJ5D+/P5
            hdrFiF/H7fDjpMVDdq9f5/+ysPSu1eOsy6n6Rc526WSF0s19dETK3OHx
            """
        ),
        "webpTurned": (
            5, 7,
            """
            UklGRv4AAABXRUJQVlA4WAoAAAAIAAAABgAABAAAVlA4TL4AAAAvBgABABfBJgDAJNtwd9cEnFaBxPBRwDNw
            u17kYBsAYIv0nuidyewEl7qCCzxit/apuREAgIiybdfap3pX/+gL5tTajLON+Y8uvr4eVPsSjuKP9wJLt5Y0
            V1Kg0+WW4yUYfDa1kKsf8TRV3Uf4QCjqp9KqmHDirV/4FuEWR/rbiDSExtI38boKp1PD/8TqOkAzxZzX7HQQ
            A1oz98AgAMCysdm2zoj+h1RALO2e12840flybaSYi3Icf9ZtCvcARVhJRhoAAABNTQAqAAAACAABARIAAwAA
            AAEABgAAAAAAAA==
            """,
            """
            f6kBC7SKJkeFYOyDqOW4p233QgCldiRidgRXq+6rEMBOYnsMxCM5oXxHFM713Ag8kLgYkjKzKkntmcwFvbVA
            JoEBkWjOEML6JTXVSAi5yv9VNY0hCmfOzsCtWG+/NuQwtSeXDY8CBng/
            """
        ),
    ]

    /// 16 bits a channel, 7 × 5: the file, and its numbers in two bytes each, the higher first.
    static let deep = (
        file: """
        iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFEAIAAABWaL3MAAAA4klEQVR4nAHXACj/AKp2rTuptQ+Q9YeOO+dM
        RX1cjOEwL9gQcF+4rd4fS96+V086MYth5TziSQDfSE50BL3HNLUexV4ATgmxgNxVzG/J7mk0CIcpUy9Lgs5k
        JzlRAx5oJicAR/Cy0ZRdctMrZ8yHzL48Sg9IUd0lYMzEhQGBz0pigaL3qzx3xJ8DuFBVAO7n3wsV+NfR2E10
        Cl4t+vrzdq1eZkA10O+6RM+OYKy1PXlQrr3NMomspADx0K8opWx2vffHOM1bGKQUp54baimKsTXXOKKo7vlg
        Y1RozGwKhDGrMWGYbme5ttWtXAAAAABJRU5ErkJggg==
        """,
        numbers: """
        qnatO6m1D5D1h44750xFfVyM4TAv2BBwX7it3h9L3r5XTzoxi2HlPOJJ30hOdAS9xzS1HsVeAE4JsYDcVcxv
        ye5pNAiHKVMvS4LOZCc5UQMeaCYnR/Cy0ZRdctMrZ8yHzL48Sg9IUd0lYMzEhQGBz0pigaL3qzx3xJ8DuFBV
        7uffCxX419HYTXQKXi36+vN2rV5mQDXQ77pEz45grLU9eVCuvc0yiayk8dCvKKVsdr33xzjNWxikFKeeG2op
        irE11ziiqO75YGNUaMxsCoQxqzFh
        """
    )

    /// 64 × 48, from 20 in the first channel of the first pixel to 220 in the last, evenly.
    static let heic = """
            AAAAHGZ0eXBoZWl4AAAAAG1pZjFoZWl4bWlhZgAAAX5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAA
            AAAAAAAAAAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAABogABAAAAAAAAAUAAAAAjaWluZgAAAAAAAQAAABVp
            bmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA/mlwcnAAAADeaXBjbwAAAHdodmNDAQQIAAAAnjgA
            AAAAHvAA/P/4+AAADwNgAAEAF0ABDAH//wQIAAADAJ44AAADAAAeugJAYQABACpCAQEECAAAAwCeOAAAAwAA
            HpAEECCy3VyU1zcBDQYEAAADAGQAAAMABCBiAAEACEQBwXMYMAiQAAAAE2NvbHJuY2x4AAEADQAGgAAAABRp
            c3BlAAAAAAAAAEAAAABAAAAAKGNsYXAAAABAAAAAAQAAADAAAAABAAAAAAAAAAL////wAAAAAgAAABBwaXhp
            AAAAAAMICAgAAAAYaXBtYQAAAAAAAAABAAEFgQIDBYQAAAFIbWRhdAAAATwoAa8GuGQ0qxnxk1nVqh+j1L1g
            yKW2P30T+ST/k7LlZX7v91S5U+gl/Qps92ZZoZCIzAYQ6jnr/j24QWeJgkL6rVBcfS42tPPFG95rgjTjs6Ov
            Mup3IzEZSkYC1yrL6h/MYJ0C+Qfa3MUmENNwaY2s5v/0uwnp25hrqQGGONQQGSJO76H9HuG8irk0h70iSg7N
            V2D4JNixwvQIcWiNMeCie1Wge+uFaTSPNXREM+I9ZBzgHwlgh/7/QZseJHIq9r++gpzcNyEDesVCzw75gZuh
            fsPC6eE/2GYJqoxjH5XvrPn9nqkdRXuiXNHRTkC7rJXqlj+eP/4GAaVGdhGj04GDItvwYgipFiXVg82h973+
            v2YUA8dw+n4nPhUHJszuDf7lElmN2Z1Rfajhn2XJWwxKOBhY0wn9kFDI5IRA
        """
}
