import Foundation

/// JPEGs of 73 × 51 pixels by the kind of their storage: colours at full, half and quarter
/// resolution, in several scans, with restart markers, grey, and CMYK. Written by
/// References/make_parts.py.
enum PartJPEGs {
    static let kinds: [String: [UInt8]] = [
        "full": decode(
            """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNi
            UFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8
            fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAzAEkDAREAAhEBAxEB/8QAGQAAAwEBAQAA
            AAAAAAAAAAAAAwQFAgEA/8QAKRAAAQQBAwQBAwUAAAAAAAAAAQACAwQREiExBRMiURQVUnEGIyQyNf/EABoB
            AAMBAQEBAAAAAAAAAAAAAAMEBQIBAAb/xAAnEQACAgICAgEEAwEBAAAAAAABAgADBBIRIRMxIhQjMkEFM1E0
            Yf/aAAwDAQACEQMRAD8AsTETNI4U3Js6hKcgOeJEFgV7uD7T65O2NpKpYGviNXZBbAwlcJ/C3c+YzF4eSrFc
            wDUV9OtgdYai3riAkgMkJeh+Yc6zTZQ21nemsLWuOOEtknXqWMVeUMWv2O64x4PKWrwiflI7162kyz0yIv6a
            Y8chTsikpZtNj5NxFK/Qn9xxzyUcZGw4nMoeMRr6G72F3ySf5YxdsukZiud0x9Mo/OGxqbCepM7zQ7Ev90Vc
            ZfY9RgedX4M22ciQYOyWvrVTyIzZjF+zKM4bYrgDcrKXM3xWZ4r41HuKmq/tFoVKka9vAsal9+490eqyFj+8
            EDNuVz1NLmajgQE1KCewRG0ZyuUZgHxMFSlnk3f1HI5YKsBgOBIeEO6s2Pt+oa2xVbkRLFljicnB4TFaUv0s
            C9629Tvdseyi/TLA6pEITMD4glcrYWH5y7aEoHKQcsLdeuTZyYsKInCwPlRhz+43WqieIvZvhfOX2PtwIB8p
            h1B0bDjaMTuAV3uobL7iLcg7CUrD3BhEYy5P49+4+5MeF7PkZinO9rHfK8fWUpnleftdzSYxY8wNOwPmu0HI
            SyIyjYywdfHrM9RwbIfnyVqlua+4lZj8iOUpu43E+wCm2WGo/bg8fFHPcb/i/cEL63I/yOfTLF2wCtuQmMS0
            3HiIeRn6iNqq2wSdWEPIvet9Yc4mqeTmNdPxTrvZzkIddhc9iBqBtilOnm66Q7AlNOgVeRGXr1HUZlk+PPq5
            wsJX5fjOLk6jUiYtOPUR4jRhFOKMY9nmc+qFY6EBVpfGk1ZyU01S2pwIrj5DW28QxqusWg4g4WxUK6ivMuEA
            LD9SqmNjdClVgIxiBtIPUl9qX2Uz5FnPM0ry347TdLBgppccYvZnv4/Vm7k2SvMJNWo4QbNH+Uzk2826D1Ot
            kIeASu10qyEiUMakKsoyysjgBbypdLt5SrQeujctJjrGuTyGU6n9o4gcmkOhZZTpxtkYdOAvfyW3Ul4p15Dw
            E4NN5fJu1YwnZjwYzjIot2j1S/C+DuBvCcyKnboGUbUZuwYaGVl8kAcKV9NZWezAqV/cN9Ob6C1qZvZf8kqG
            OBx/Z5TQyms6eTAWTtJy3BNoIaFlQxf/AMmUsG/L+5PZG6NpdLyEyy2DpPUtJkrxNULAtzmInICMtNQHP7nr
            WDjqPyVoA7SB5Kdaj78rEbTYqcROx8mq8dvIan6ShH34lRS9nYjM0sc1UCblL2NWp+1Curn41+5mrPUjZ28p
            RmyCdv1OK2Qo1aenvR1N4DjKMlhs9zutidtAfXpfuRdRO7mb6Kcy7qaPc7TL0gCsU/jJl/8AbIfVNmOx6T9P
            4xusyR+nDnqLvyp7fnKlMuTf6I/KOohMj+sxrqQGhuymZp4mf4wfEyLaPilcc/KexP8ApMmOJE+xV/geGGyQ
            PMJq2TgbqPT+Rg80dCK5TcmT/9k=
            """),
        "halved": decode(
            """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNi
            UFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8
            fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAzAEkDASEAAhEBAxEB/8QAGQAAAwEBAQAA
            AAAAAAAAAAAAAwQFAgEA/8QAKRAAAQQBAwQBAwUAAAAAAAAAAQACAwQREiExBRMiURQVUnEGIyQyNf/EABgB
            AAMBAQAAAAAAAAAAAAAAAAMEBQIB/8QALBEAAgIABQMCBAcAAAAAAAAAAQIAAwQREhMxIUFRMmEUIiNxBSQz
            NEKBgv/aAAwDAQACEQMRAD8AsTETNI4UQWBXu4PtK1XabHHkR7C2h1JjV2QWwMKVYrmAaiqP4ZZlXoMjK2i8
            wEkBkhL13prC1rjjhNXPqQnxKODs3bD7Ra/Y7rjHg8qz0yIv6aY8chSsRhSlYaKBdLEe8Ur9Cf3HHPJTX0N3
            sLIu1dYDEtosyjF2y6RmK53UzvNDsS/3TaYZc/eaqS1UBE22ciQYOyozhtiuANygE7dhVe8caoISW5MVNV/a
            LQnuj1WQsf3gnbGCUFTyYEXJUflgJqUE9giNozlORywVYDAcCQ8ILWb9QUdpxCUrzfnOJYsscTk4PC73bHsp
            hKa3GawLutp1RCEzA+IJQ5YW69cmzkatl0FzzK7siNtjiN1qoniL2b4Q6NhxtGJ3AKglmLlvHEnX2s/9SlYe
            4MIjGXLFOd7WO+V4+spq6wPh8/5RYUMxzPeBp2B812g5Cz1HBsh+fJZwQKkg+JTurDjp4jlKbuNxPsAm/wCL
            9wQHxNtbaa+IKjCqE6xdsArbkJG1VbYJOrC2bm2BYIJEN2bHtGun4p13s5yEpTp5uukOwJXK/nQsZ2tNSa4z
            LJ8efVzhYtOPUR4jRhFWjUu8e0J8TkM8uICrS+NJqzkoxqusWg4g4TwqXM2e03gn3ULGH6lVMbG6FL7UvspC
            sqq5Tm8RxK8t+O03SwYKmyV5hJq1HCbeta12j2mdYGFBHJM62Qh4BKoyysjgBbyk710Gsjgx3bCIsmOsa5PI
            ZVOnG2Rh04C2+fw75eZNxChL1bsYCcGm8vk3anql+F8HcDeFukNZh+Yxh0+kQvmGhlZfJAHCN9Ob6CRFTV/K
            YRSuUlQxwOP7PK5bgm0ENCa3GuyPeTNWkgHiT2RujaXS8haoWBbnMROQE2tYJOvgcSzvK6ZCPyVoA7SB5JOx
            8mq8dvIagUDTYRZ6ZKtV3tCxmaWOaqBNys1Z6kbO3lBuZs8qeJk7ytmnHE9PejqbwHGUD69L9yIp1jMzubp0
            ab6Kcy7q9IAh4T1GL4j9JfvIfVNmOx6Uj9OHPUXflU7vQscwplyb/RH5TXUgNDdkpiulMdX90v2kW0fFTHEi
            fYoeA6oc5pB+X/1NWycDdK5WafTFMWPqmf/Z
            """),
        "quartered": decode(
            """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNi
            UFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8
            fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAzAEkDASIAAhEBAxEB/8QAGgAAAgMBAQAA
            AAAAAAAAAAAABAUAAgMBBv/EACkQAAEEAQMEAQMFAAAAAAAAAAEAAgMEERIhMQUTIlEUFVJxBiMkMjX/xAAY
            AQADAQEAAAAAAAAAAAAAAAACAwQFAf/EACcRAAEDAwMDBQEBAAAAAAAAAAEAAgMEESESEzEjMkEiMzRhcVGC
            /9oADAMBAAIRAxEAPwBxMRM0jhJBYFe7g+1tdsukZiud0s7zQ7Ev90EcEwcSDyLIqere1l3N5Te7ILYGEqsV
            zANRXWzkSDB2TGcNsVwBuU2mlNN0zlI2XMkL+LpNJAZIS9d6awta444Rxqv7RaEd0eqyFj+8FZLJ0iXHKdDM
            I33kN15q/Y7rjHg8pz0yIv6aY8chazUoJ7BEbRnKMjlgqwGA4Eh4UMsUT4ht8pLbWLjgXSOv0J/ccc8lFfQ3
            ewtcWWOJycHhd7tj2UxtPI4X1XSZvW67DhAQmYHxBKzlhbr1ybOT1sArbkIG1VbYJOrCIVjWxa7c+VdvueSY
            24WdaqJ4i9m+FnRsONoxO4BTLp+Kdd7OchCU6ebrpDsCVntBfd4KQdco1E4Rdh7gwiMZcqU53tY75Xj6yuyy
            fHn1c4VLTj1EeI0YVDtySLTbH9QCKHklZ07A+a7QchV6jg2Q/PkuVaXxpNWclbGq6xaDiDhOggdESRxZVsLK
            pt/AW9KbuNxPsAi/4v3BCdSqmNjdCV9qX2VIA92Q/T9IGCFg02TeW/HabpYMFLZK8wk1ajhMIY4HH9nlctwT
            aCGhUukYRpjGEjetGIuM8oFshDwCUxllZHAC3lLGRujaXS8hWoWBbnMROQFx0JeW6cW5+1p9PQNPhVdY1yeQ
            ymdONsjDpwFWStAHaQPJB2Pk1Xjt5DVxrdxroji/nwsyfMzS0ZW84NN5fJu1HVL8L4O4G8IOaWOaqBNyq1Z6
            kbO3lDrEce267vxHHKI2lhaU0hlZfJAHC2+nN9BJZ70dTeA4ysPr0v3JTYWkejhEJ7YIV+inMu6fSAKKIqTu
            Kz6j2m/qR9U2Y7HpKP04c9Rd+VFFpzdjVZS8p5N/oj8orqQGhuyiikqvZVrflN/EltHxSxxIn2KiiXQdhRM+
            P/pWtk4G6Fyoohh7VLV+6V//2Q==
            """),
        "progressive": decode(
            """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNi
            UFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8
            fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wgARCAAzAEkDASIAAhEBAxEB/8QAGQAAAwEBAQAA
            AAAAAAAAAAAAAAMEAQIF/8QAGAEAAwEBAAAAAAAAAAAAAAAAAQIDBAD/2gAMAwEAAhADEAAAAbIe5lNcpS84
            te+z+Zb06CQt7GRHNyDfnmlWdG4ZReczt7MaqWK1zUFURRNo05TiezMenAau4loerwOeGMNVrmhG8UwKdUAl
            /8QAIxAAAgICAgEEAwAAAAAAAAAAAQIAEQMSISITBBAjMzEyQf/aAAgBAQABBQI8zbV3O0ZahFjHHa5jHxrg
            58Edrly+T2XXjCtQoCwIUdpbQXCIq2Ebs0QxG75P2Q3OsrWMu0x9FRO5Opb5IqanXZsi1KMLhoVN3CaG3KC4
            ekVxQO88cAEYGVURtiVEbZYSCqlRC4WeczD+TMs9P9h+zJGn9b2//8QAHxEAAgEEAwEBAAAAAAAAAAAAAAEC
            AxESISIyM1GB/9oACAEDAQE/AadVpbRg1K5CeL5C+k9vRm31RuWzGArVULBaM+OJxton3ViMsVaxmVOqKQvV
            C8/0q9j/xAAfEQACAQQDAQEAAAAAAAAAAAAAAgEDESExEiJBEzL/2gAIAQIBAT8BVHuU2+fUZuuRlWV6kU2n
            0+0QtyM5J5MthElTM+2JaNKSl7WIjlEqX4rxnJCR4Utj6gq/goaE0f/EABsQAAIDAQEBAAAAAAAAAAAAAAAh
            EBEgIjBB/9oACAEBAAY/AtUVPI8MRX3DihHUvN+rLlQyoQyhen//xAAdEAACAgMBAQEAAAAAAAAAAAAAAREh
            EDFBUWFx/9oACAEBAAE/Ia8g7JaiwmTBMTJEhiCM+hFEJ0EqzVmD1Hg8xMzsWyHXDOPQ1J6liDp0hH9iJfRY
            RYFiPxRcE5SMowJYRZSKwikcrCEounQfqFGA6Y9CZJwtJjpJ8YnXYb+2Zozdi1RqPP8A/9oADAMBAAIAAwAA
            ABBqmG3U3ikxPhNwEcN36IL/xAAcEQACAwADAQAAAAAAAAAAAAAAAREhMRBBoVH/2gAIAQMBAT8QluhJZkRK
            0kIbUpNT0TW6BxydC2bHmdIVNCiZvTH4LsSxLHYUaaPUaPBxNz//xAAdEQACAwEAAwEAAAAAAAAAAAAAAREh
            MUEQUXFh/9oACAECAQE/EEmaeqB91l1tYv8AQgmwqHvRHNWYKvY9bWQJXL5DKgoY+Eb+kg1PeEbD4GF6m3lG
            /g//xAAeEAEBAQEBAAMAAwAAAAAAAAABABEhMVFhcRBBgf/aAAgBAQABPxBCHkDF+YiZIdSpVRnltYfZ2x6W
            s31vsLMrthi1BjyIA6zrFhaXAbsteC8sc64+X3Mg8Lf1NCfvkheQwmDZ/jRsHbpZTucjkL8Ie0kF4senpaM4
            LfMskPHN6zWQEOSS/e2YcYHRkgRY6+rwmyHgir2mbeJdA8vqJL5W6CYepE7dCHgTF6IIPV1q7Lzf4S3uBcZf
            E9/a8f2B5SiTlm4dtv/Z
            """),
        "restarts": decode(
            """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNi
            UFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8
            fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAzAEkDASIAAhEBAxEB/8QAGQAAAgMBAAAA
            AAAAAAAAAAAABAUAAgMB/8QAKRAAAQQBAwQBAwUAAAAAAAAAAQACAwQREiExBRMiURQVUnEGIyQyNf/EABkB
            AAMBAQEAAAAAAAAAAAAAAAIDBAEFAP/EACcRAAEDAwMDBQEBAAAAAAAAAAEAAgMEESESEzEjMkEiMzRhcVGC
            /90ABAAD/9oADAMBAAIRAxEAPwBxMRM0jhJBYFe7g+1tdsukZiud0s7zQ7Ev90EcEwcSDyLIqere1l3N5Te7
            ILYGEqsVzANRXWzkSDB2TGcNsVwBuU2mlNN0zlI2XMkL+LpNJAZIS9d6awta444Rxqv7RaEd0eqyFj+8FZLJ
            0iXHKdDMI33kN1//0EV+x3XGPB5TnpkRf00x45C1mpQT2CI2jOUZHLBVgMBwJDwvSxRPiG3ylNtYuOBdI6/Q
            n9xxzyUV9Dd7C1xZY4nJweF3u2PZTG08jhfVdJm9brsOEBCZgfEErOWFuvXJs5PWwCtuQgbVVtgk6sIhWNbF
            rtz5V2+55Jjbhf/RwrVRPEXs3ws6NhxtGJ3AKZdPxTrvZzkISnTzddIdgSpWgvu8FLOuUaicIuw9wYRGMuVK
            c72sd8rx9ZXZZPjz6ucKlpx6iPEaMKh25JFptj+oBFDySs6dgfNdoOQq9RwbIfnyXKtL40mrOStjVdYtBxBw
            nQQOiJI4sq2FlU2/gL//0iKU3cbifYBF/wAX7ghOpVTGxuhK+1L7KQA92Q/T9LWCFg02TeW/HabpYMFLZK8w
            k1ajhMIY4HH9nlctwTaCGhUukYRpjGEjetGIuM8oFshDwCUxllZHAC3lLGRujaXS8hWoWBbnMROQFjoS8t04
            tz9rp9PQNPhf/9Md1jXJ5DKZ042yMOnAVZK0AdpA8kHY+TVeO3kNXmt3GuiOL+fCTPmZpaMrecGm8vk3ajql
            +F8HcDeEHNLHNVAm5Vas9SNnbyh1iOPbdd34jjlEbSwtKaQysvkgDhbfTm+gks96OpvAcZWH16X7kpsLSPRw
            iE9sEL//1J0U5l3T6QBRRKpO4rnVHtN/Uj6psx2PSUfpw56i78qKLpzdjVZS8p5N/oj8orqQGhuyiikqvZVr
            flN/F//VGtHxSxxIn2Kiiyg7CqmfH/0rWycDdC5UUQw9qlq/dK//2Q==
            """),
        "grey": decode(
            """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNi
            UFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/wAALCAAzAEkBAREA/8QAGQAAAwEBAQAAAAAAAAAAAAAAAwQF
            AgEA/8QAKRAAAQQBAwQBAwUAAAAAAAAAAQACAwQREiExBRMiURQVUnEGIyQyNf/aAAgBAQAAPwCxMRM0jhRB
            YFe7g+01dkFsDClWK5gGooEkBkhL13prC1rjjhLX7HdcY8HlWemRF/TTHjkJSv0J/ccc8lNfQ3ewmLtl0jMV
            zupneaHYl/uttnIkGDsqM4bYrgDcpU1X9otCe6PVZCx/eCBNSgnsERtGcpyOWCrAYDgSHhJYsscTk4PC73bH
            spCEzA+IJQ5YW69cmzk3WqieIvZvhDo2HG0YncAqlYe4MIjGXLFOd7WO+V4+soNOwPmu0HIWeo4NkPz5JylN
            3G4n2ATf8X7gl2wCtuQkbVVtgk6sJrp+Kdd7OchKU6ebrpDsCUzLJ8efVzhYtOPUR4jRhAq0vjSas5KMarrF
            oOIOEfqVUxsboUvtS+yq8t+O03SwYKmyV5hJq1HC62Qh4BKoyysjgBbypjrGuTyGVTpxtkYdOAgTg03l8m7U
            9Uvwvg7gbwjQysvkgDhG+nN9BSoY4HH9nlctwTaCGhT2RujaXS8haoWBbnMROQE/JWgDtIHkk7Hyarx28hqZ
            mljmqgTcrNWepGzt5Xp70dTeA4ygfXpfuW+inMu6vSAKH1TZjselI/Thz1F35Vyb/RH5TXUgNDdlFtHxUxxI
            n2K1bJwN0rlf/9k=
            """),
        "ink": decode(
            """
            /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAUDg8SDw0UEhASFxUUGB4yIR4cHB49LC4kMklATEtHQEZFUFpzYlBV
            bVZFRmSIZW13e4GCgU5gjZeMfZZzfoF8/8AAFAgAMwBJBEMRAE0RAFkRAEsRAP/EABsAAAIDAQEBAAAAAAAA
            AAAAAAAFAwQGAgEH/8QAMRAAAQQCAQIEBQMEAwEAAAAAAQACAwQFESESEwYUMUEVIlFSYSMygRYzNHEkQlOR
            /9oADgRDAE0AWQBLAAA/AHsGSjvHpadJ3PW6mHZ0qviG53ohoei2akdcZCejqBWQDvKZoOI4BXsHiBoxHlek
            9WtIWQ8UfrzgtWrnlGQhHSfZQYe4IZdOGtlCqVnmuwEtKy+Rx7qzi887WzdIHVmu37IUVm/3CWBp5UBxTpKh
            n36KhJZDx2xztC0vhaAmpKfwqNMFryQN9JS+zuuC0j9yFksqD8SlA55V27k+/AIekghJpcHLO8yN9ChPcTC6
            en2taJTzFAvw7o/qFBJiX1wSR6IVO/4ffWd1E+qpY3APkme7qHJXtSB0xI0eEKj8Ocm39OO+4K58Of8ARCZV
            2WpzqmSCvcvlA+PVd3Kb3KEZb8zUKAS3YrvbncepI3W6xZ+pruqtFja4OyzhCvzU5ZpGPdy0eqKuTMbw0H1V
            HIsjhma6IaAQr1htSeq2KIDuAcppZjM0Ac/kFXRfffrtgqu+cIS2WvWiiLXNHcVJ9W1JCWRb6Cm+OovgiD7I
            +ZCY4K9HUgkY8/uHCv4LCtja51lu17dlrPGyBwhUK2LdYyj55BuMna5yWPqTuLKzR3AVXoZOpLN2QRsITaxe
            pUB22aD1YpPiq0zVfxKeApbsUbpNkfKhKbF59o+uwqggvU3lxJDTyF7UqV5v7AG0Kv8AMu/OXPuKt/DD+EJ1
            IG4wdVTkrN1jalOuklLcbKbj+mfgIVOSavKe/M4CX6Ll9OQTdUoIVzINq16ztOHUEL0XJJIXdsbGk9x+IisQ
            mVvJaNrFXDPYcTECWoSarYlZcdre9qbHWO9aNeXhreFHRsPoy9UPL/cIV6zVsTsMrWkuV65M2u0sr6LvYLX0
            cs6xCBZPShGNpzOJNlpbpGOyDo4Xi78mxxtJ8/Zazis7e/ohPqliIntMIJCV1LW8o90Z23aUYsPhsiV+whKc
            zjxJKXj9y4yE4F8PB+Yey1zZmzVi5x40hS4DHsfvzXA9tptDfM7ALOgB6JV8SfTefLHaE++GUPuCk7lP7wuv
            6jv/AGlCQh0np0l20SUY8cOogKfw9M+1IQ5pahR3fD7X1ja7vS716dpdK2O7J0DQ2lPiKxKy46IE6QvcHGTC
            9hG0wrBmKrPYHBxcF3hLJbE5j2b6vchC6jxfRZdIBvlKcdCZcg+R3ygn1U7cYyOYzg73zpCsHLCm/tuj4H4V
            uzGK1nvA9evZSRw+YnEQPTtCjt5cWIz2me3sorLHZvQA7ev4U17DNqOb1v3v6oSnByyOyZJ2efRctxgxresO
            6irkeFhngaWOG/wha+SkJnh7v/iXdmS3kWv6Trattw4jqFhdrhCX5TrgAETT/CdZOiRCzp44SCakynISHB20
            JX5mz9HJT5GT7io+6PtQm/h/IVr8rmdA2PqmeZyYuxdEWwtSIIsYOsNA39EJVmnz/EzBG8iPfoqNWjPHGJi4
            pHkarLEhskDSE4xFYQx6PqVUt33+ZY1ziRtd0abJqz3xgDpCFbkLKm3vGwU8sSs8gx0Og/XslVK65t98UmyA
            UJJmI2WYXSxjSVwXj3g2bblLDZ3mWBvA2hVPDrWBkjZtEn02tFUibOwGHTUz8VRyvZGY3H09kKahC2hk3TvH
            yEqlmuqnD1SHqCp+H7E8M4Ezj0/lC1BsNnh78Z+UBcYnK1ex1mPkLS3nOsVz2n6OkLinPBeJBaCQmUdhmS4Y
            NaWdgxlh0jjK7Y2hW/JV/wDzCk+G/wClZ+ElCxtZrInE0P3fhVIqlV5+Qcrmrl2Xz0SO2hRyOd3+qb+4vb9W
            byhbCPZRS1Lkk+mA9lCbVL7Io/1D6LMik5gc+wPmHoupK12vxACI/wDshdMuR5J5iad6XmLsvsWjE47YFbxl
            fHzSEEDve6FDkYXQwOjatBHWpGQNIHWl+Sxr2X+qsPm3whIK1O/3S6EHp3yq+VlsY+Rgr8NKY1ZO03WU/jaE
            xu9yeqIov7w9VYM8U1Rpvngj3UOStUBB/wAMjr/CFHRuWa0XlZiQTxpSVpMM1nSzWkohuXmnqJPQhezW5cYe
            oHXUo7N6rV/xDpXG5kEaDufdCi/qax95Vb45J9y6+MO+5Ck8L8zHfKsYwkyBIMET5sIXWU4vnS0mgYfT2X0q
            m0eVbx7IVS0SGHR9llc6AA7QXr2jysnHsUKbweSci7Z3ykGB/wA9yxeBcfjso3x1IWizA/VKbMJ+MMG/dagA
            HIN2EKxhWt8tJwEy8QgfpfwkvjclsbCOOEJJj+c5ID6bSnOEjGN1xwsnRc4yjZJQquXGs2wDgbWbrOcCQCVp
            nAfDnceyFH4p4ii/0FeDiRyVloCe87n3QsyvdlWtlC//2Q==
            """),
    ]

    private static func decode(_ text: String) -> [UInt8] {
        Array(Data(base64Encoded: text, options: .ignoreUnknownCharacters)!)
    }
}
